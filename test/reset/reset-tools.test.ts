import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { findPgDump } from '../servers/find-pg-dump.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { isInstalled } from '../tool-table/install-project.ts';
import { openProject } from '../tool-table/open-project.ts';
import { drizzle } from '../tool-table/projects/drizzle.ts';
import { flyway } from '../tool-table/projects/flyway.ts';
import { dbmate, golangMigrate, goose } from '../tool-table/projects/go-tools.ts';
import { knex } from '../tool-table/projects/knex.ts';
import { kysely } from '../tool-table/projects/kysely.ts';
import { mikroOrm } from '../tool-table/projects/mikro-orm.ts';
import { nodePgMigrate } from '../tool-table/projects/node-pg-migrate.ts';
import { prismaDeploy } from '../tool-table/projects/prisma.ts';
import { typeorm } from '../tool-table/projects/typeorm.ts';
import { runInProject } from '../tool-table/run-in-project.ts';
import type { ToolProject } from '../tool-table/tool-project.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** A tool with two migrations, the first of which makes a schema of its own. */
interface Resettable {
  readonly tool: ToolProject;
  readonly files: Readonly<Record<string, string>>;
  /** What is said of the way down: the tool's own command, or that there is none. */
  readonly undoes: RegExp;
  /** The file with a way down, and what breaks it; absent where there is none. */
  readonly breaks?: readonly [file: string, text: string, broken: string];
}

const up = [
  'CREATE SCHEMA app; CREATE TABLE app.authors (id integer PRIMARY KEY);',
  'CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES app.authors (id));',
] as const;
const down = ['DROP SCHEMA app CASCADE;', 'DROP TABLE posts;'] as const;
const broken = 'DROP TABLE nowhere;';

/** One file for each, with the way down in it. */
const written = (
  names: readonly [string, string],
  text: (up: string, down: string, name: string) => string,
) => Object.fromEntries(names.map((name, at) => [name, text(up[at] ?? '', down[at] ?? '', name)]));

const tools: readonly Resettable[] = [
  {
    tool: knex,
    files: written(
      ['migrations/20260201000000_authors.js', 'migrations/20260202000000_posts.js'],
      (to, back) =>
        `exports.up = (knex) => knex.raw('${to}');\nexports.down = (knex) => knex.raw('${back}');\n`,
    ),
    undoes:
      /Undoing: npx --no-install knex migrate:rollback --all --knexfile knexfile\.js --env development/,
    breaks: ['migrations/20260202000000_posts.js', down[1], broken],
  },
  {
    tool: nodePgMigrate,
    files: written(
      ['migrations/1769904000000_authors.js', 'migrations/1769990400000_posts.js'],
      (to, back) =>
        `exports.up = (pgm) => pgm.sql('${to}');\nexports.down = (pgm) => pgm.sql('${back}');\n`,
    ),
    undoes: /Undoing: npx --no-install node-pg-migrate down 2/,
    breaks: ['migrations/1769990400000_posts.js', down[1], broken],
  },
  {
    tool: typeorm,
    files: written(
      ['migrations/1769904000000-Authors.js', 'migrations/1769990400000-Posts.js'],
      (
        to,
        back,
        name,
      ) => `module.exports = class ${name.includes('Authors') ? 'Authors1769904000000' : 'Posts1769990400000'} {
  async up(queryRunner) { await queryRunner.query('${to}'); }
  async down(queryRunner) { await queryRunner.query('${back}'); }
};\n`,
    ),
    undoes: /(Undoing: npx --no-install typeorm migration:revert -d data-source\.js[\s\S]*){2}/,
    breaks: ['migrations/1769990400000-Posts.js', down[1], broken],
  },
  {
    tool: mikroOrm,
    files: written(
      ['migrations/Migration20260201000000.js', 'migrations/Migration20260202000000.js'],
      (to, back, name) => `const { Migration } = require('@mikro-orm/migrations');
class ${name.slice(11, -3)} extends Migration {
  async up() { this.addSql('${to}'); }
  async down() { this.addSql('${back}'); }
}
exports.${name.slice(11, -3)} = ${name.slice(11, -3)};\n`,
    ),
    undoes: /Undoing: npx --no-install mikro-orm migration:down --to 0/,
    breaks: ['migrations/Migration20260202000000.js', down[1], broken],
  },
  {
    tool: kysely,
    files: written(
      ['migrations/2026-02-01-authors.mjs', 'migrations/2026-02-02-posts.mjs'],
      (to, back) => `import { sql } from 'kysely';
const each = async (db, text) => {
  for (const one of text.split(/(?<=;)/)) await sql.raw(one).execute(db);
};
export const up = (db) => each(db, '${to}');
export const down = (db) => each(db, '${back}');\n`,
    ),
    undoes: /Undoing: node .*replay-migrator\.cjs down 2026-02-01-authors/,
    breaks: ['migrations/2026-02-02-posts.mjs', down[1], broken],
  },
  {
    tool: drizzle,
    files: {
      ...written(['drizzle/0000_authors.sql', 'drizzle/0001_posts.sql'], (to) => `${to}\n`),
      'drizzle/meta/_journal.json': JSON.stringify({
        version: '7',
        dialect: 'postgresql',
        entries: ['0000_authors', '0001_posts'].map((tag, idx) => ({
          ...{ idx, version: '7', tag, breakpoints: true },
          when: 1769904000000 + idx,
        })),
      }),
    },
    undoes: /drizzle has no way down\.\nEmptying schema drizzle/,
  },
  {
    tool: prismaDeploy,
    files: written(
      [
        'prisma/migrations/20260201000000_authors/migration.sql',
        'prisma/migrations/20260202000000_posts/migration.sql',
      ],
      (to) => `${to}\n`,
    ),
    undoes: /prisma has no way down\.\nEmptying schema public/,
  },
  {
    tool: { ...dbmate, configured: true },
    files: written(
      ['db/migrations/20260201000000_authors.sql', 'db/migrations/20260202000000_posts.sql'],
      (to, back) => `-- migrate:up\n${to}\n-- migrate:down\n${back}\n`,
    ),
    undoes: /(Undoing: npx --no-install dbmate .* rollback[\s\S]*){2}/,
    breaks: ['db/migrations/20260202000000_posts.sql', down[1], broken],
  },
  {
    tool: { ...goose, configured: true },
    files: written(
      ['migrations/20260201000000_authors.sql', 'migrations/20260202000000_posts.sql'],
      (to, back) => `-- +goose Up\n${to}\n-- +goose Down\n${back}\n`,
    ),
    undoes: /Undoing: goose -dir migrations reset/,
    breaks: ['migrations/20260202000000_posts.sql', down[1], broken],
  },
  {
    tool: golangMigrate,
    files: {
      'migrations/000001_authors.up.sql': up[0],
      'migrations/000001_authors.down.sql': down[0],
      'migrations/000002_posts.up.sql': up[1],
      'migrations/000002_posts.down.sql': down[1],
    },
    undoes: /Undoing: migrate -path migrations -database \{url\} down -all/,
    breaks: ['migrations/000002_posts.down.sql', down[1], broken],
  },
  {
    tool: { ...flyway, configured: true },
    files: {
      // As the tool itself runs in this table of tools.
      '.mvn/maven.config': '-B\n-o\n',
      ...written(
        [
          'src/main/resources/db/migration/V1__authors.sql',
          'src/main/resources/db/migration/V2__posts.sql',
        ],
        (to) => `${to}\n`,
      ),
    },
    undoes: /flyway has no way down\.\nEmptying schema public/,
  },
];

/** pg_dump refuses servers that are newer than itself. */
const dump = findPgDump();
const major = majors.filter((one) => dump !== null && one <= dump.major).at(-1);
const fetched: readonly string[] = [prismaDeploy, goose, golangMigrate, flyway].map(
  (one) => one.name,
);

describe.skipIf(major === undefined)('pgmend reset', () => {
  let server: DatabaseServer;
  let backups: string;
  beforeAll(async () => {
    server = await sharedServer(major ?? 13);
    backups = mkdtempSync(join(tmpdir(), 'pgmend-backups-'));
    return () => rmSync(backups, { recursive: true });
  });

  for (const one of tools) {
    const isThere = !fetched.includes(one.tool.name) || isInstalled(one.tool);
    const name = isThere ? one.tool.name : `${one.tool.name} (not installed: npm run tools)`;
    describe.skipIf(!isThere)(name, () => {
      it('undoes all and migrates again', async () => {
        const { reset, rows, target } = await project(one);
        const ended = await reset();
        expect(ended.code, ended.output).toBe(0);
        expect(ended.output).toMatch(one.undoes);
        expect(ended.output).not.toMatch(/It stopped/);
        expect(ended.output).toContain('Done. Everything was migrated again.');
        expect(ended.output).not.toContain(`:${target.password}@`);
        const [, file = ''] = /^Backup: (.*)$/m.exec(ended.output) ?? [];
        expect(existsSync(file)).toBe(true);
        expect(await rows()).toEqual({ posts: 0, authors: 0 });
      });

      it.skipIf(one.breaks === undefined)('empties the schemas where undoing stops', async () => {
        const { reset, rows, folder } = await project(one);
        const [file, text, instead] = one.breaks ?? ['', '', ''];
        const before = one.files[file] ?? '';
        writeFileSync(join(folder, file), before.replace(text, instead));
        const ended = await reset('--no-backup');
        expect(ended.code, ended.output).toBe(0);
        expect(ended.output).toMatch(/It stopped \(\d+\)\.\nEmptying schema public/);
        expect(ended.output).toContain('Emptying schema app');
        expect(await rows()).toEqual({ posts: 0, authors: 0 });
      });
    });
  }

  /** A project whose migrations have run, with a row in each table. */
  async function project({ tool, files }: Resettable) {
    const { target, session, folder, place } = await openProject(server, tool);
    for (const path of [tool.migration, tool.migration.replace('.up.sql', '.down.sql')]) {
      const old = tool === prismaDeploy ? 'prisma/migrations' : path;
      rmSync(join(folder, old), { recursive: true, force: true });
    }
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const migrated = await runInProject(tool.migrate, place);
    if (migrated.code !== 0) throw new Error(migrated.output);
    await session.query('INSERT INTO app.authors VALUES (1); INSERT INTO posts VALUES (1, 1)');
    const confirm = ['--confirm', target.database, '--backup-dir', backups];
    return {
      folder,
      target,
      reset: (...more: string[]) =>
        runInProject([...builtCommand, 'reset', ...confirm, ...more], place),
      rows: async () =>
        (
          await session.query(
            'SELECT (SELECT count(*)::int FROM posts) AS posts, (SELECT count(*)::int FROM app.authors) AS authors',
          )
        ).rows[0],
    };
  }
});
