import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { installProject, isInstalled } from '../tool-table/install-project.ts';
import { projectFolder } from '../tool-table/project-folder.ts';
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

/** A tool, its first migration, which references what the second one makes, and how far the tool can be told to go. */
interface WrongOrder {
  readonly tool: ToolProject;
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Where the referenced table is made. */
  readonly place: string;
  readonly one?: readonly string[];
}

const posts =
  'CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES authors (id))';
const authors = 'CREATE TABLE authors (id integer PRIMARY KEY)';

const mikro = (
  name: string,
  sql: string,
) => `const { Migration } = require('@mikro-orm/migrations');
exports.${name} = class ${name} extends Migration {
  async up() { this.addSql('${sql}'); }
};\n`;

const wrong: readonly WrongOrder[] = [
  {
    tool: knex,
    name: 'Knex',
    files: {
      'migrations/20260201000000_posts.js': `exports.up = (knex) => knex.schema.createTable('posts', (t) => {
  t.integer('id').primary();
  t.integer('author_id').references('authors.id');
});
exports.down = (knex) => knex.schema.dropTable('posts');\n`,
      'migrations/20260202000000_authors.js': `exports.up = (knex) =>
  knex.schema.createTable('authors', (t) => t.integer('id').primary());
exports.down = (knex) => knex.schema.dropTable('authors');\n`,
    },
    place: 'migrations/20260202000000_authors.js:2',
    one: ['knex', 'migrate:up'],
  },
  {
    tool: nodePgMigrate,
    name: 'node-pg-migrate',
    files: {
      'migrations/1769904000000_posts.js': `exports.up = (pgm) => {
  pgm.createTable('posts', { id: 'id', author_id: { type: 'integer', references: 'authors' } });
};\n`,
      'migrations/1769990400000_authors.js': `exports.up = (pgm) => {
  pgm.createTable('authors', { id: 'id' });
};\n`,
    },
    place: 'migrations/1769990400000_authors.js:2',
    one: ['node-pg-migrate', 'up', '1'],
  },
  {
    tool: typeorm,
    name: 'TypeORM',
    files: {
      'migrations/1769904000000-Posts.js': `module.exports = class Posts1769904000000 {
  async up(queryRunner) { await queryRunner.query('${posts}'); }
  async down(queryRunner) { await queryRunner.query('DROP TABLE posts'); }
};\n`,
      'migrations/1769990400000-Authors.js': `const { Table } = require('typeorm');
module.exports = class Authors1769990400000 {
  async up(queryRunner) {
    await queryRunner.createTable(
      new Table({ name: 'authors', columns: [{ name: 'id', type: 'integer', isPrimary: true }] }),
    );
  }
  async down(queryRunner) { await queryRunner.dropTable('authors'); }
};\n`,
    },
    place: 'migrations/1769990400000-Authors.js:4',
  },
  {
    tool: drizzle,
    name: 'Drizzle',
    files: {
      'drizzle/0001_posts.sql': `${posts};\n`,
      'drizzle/0002_authors.sql': `SELECT 1;--> statement-breakpoint\n${authors};\n`,
      'drizzle/meta/_journal.json': JSON.stringify({
        version: '7',
        dialect: 'postgresql',
        entries: ['0001_posts', '0002_authors'].map((tag, idx) => ({
          ...{ idx, version: '7', tag, breakpoints: true },
          when: 1769904000000 + idx,
        })),
      }),
    },
    place: 'drizzle/0002_authors.sql:2',
  },
  {
    tool: mikroOrm,
    name: 'MikroORM',
    files: {
      'migrations/Migration20260201000000.js': mikro('Migration20260201000000', posts),
      'migrations/Migration20260202000000.js': mikro('Migration20260202000000', authors),
    },
    place: 'migrations/Migration20260202000000.js:3',
    one: ['mikro-orm', 'migration:up', '--to', 'Migration20260201000000'],
  },
  {
    tool: kysely,
    name: 'Kysely',
    files: {
      'migrations/2026-02-01-posts.mjs': `export const up = (db) => db.schema
  .createTable('posts')
  .addColumn('id', 'integer', (column) => column.primaryKey())
  .addColumn('author_id', 'integer', (column) => column.references('authors.id'))
  .execute();\n`,
      'migrations/2026-02-02-authors.mjs': `export const up = (db) => db.schema
  .createTable('authors')
  .addColumn('id', 'integer', (column) => column.primaryKey())
  .execute();\n`,
      'one.mjs': `import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import * as posts from './migrations/2026-02-01-posts.mjs';
const db = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool() }) });
const provider = { getMigrations: async () => ({ '2026-02-01-posts': posts }) };
const { error } = await new Migrator({ db, provider }).migrateUp();
await db.destroy();
if (error) throw error;\n`,
    },
    place: 'migrations/2026-02-02-authors.mjs:2',
    one: ['node', 'one.mjs'],
  },
];

/** Where `npm run tools` has brought them. */
const others: readonly WrongOrder[] = [
  {
    tool: dbmate,
    name: 'dbmate',
    files: {
      'db/migrations/20260201000000_posts.sql': `-- migrate:up\n${posts};\n-- migrate:down\nDROP TABLE posts;\n`,
      'db/migrations/20260202000000_authors.sql': `-- migrate:up\n${authors};\n-- migrate:down\nDROP TABLE authors;\n`,
    },
    place: 'db/migrations/20260202000000_authors.sql:2',
  },
  {
    tool: golangMigrate,
    name: 'golang-migrate',
    files: {
      'migrations/000001_posts.up.sql': `${posts};\n`,
      'migrations/000002_authors.up.sql': `${authors};\n`,
    },
    place: 'migrations/000002_authors.up.sql:1',
    one: [...golangMigrate.migrate, '1'],
  },
  {
    tool: goose,
    name: 'goose',
    files: {
      'migrations/20260201000000_posts.sql': `-- +goose Up\n${posts};\n-- +goose Down\nDROP TABLE posts;\n`,
      'migrations/20260202000000_authors.sql': `-- +goose Up\n${authors};\n-- +goose Down\nDROP TABLE authors;\n`,
    },
    place: 'migrations/20260202000000_authors.sql:2',
    one: ['goose', 'up-by-one'],
  },
  {
    tool: flyway,
    name: 'Flyway',
    files: {
      'src/main/resources/db/migration/V1__posts.sql': `${posts};\n`,
      'src/main/resources/db/migration/V2__authors.sql': `${authors};\n`,
    },
    place: 'src/main/resources/db/migration/V2__authors.sql:1',
    one: [...flyway.migrate, '-Dflyway.target=1'],
  },
  {
    tool: prismaDeploy,
    name: 'Prisma',
    files: {
      'prisma/migrations/20260201000000_posts/migration.sql': `${posts};\n`,
      'prisma/migrations/20260202000000_authors/migration.sql': `-- CreateTable\n${authors};\n`,
    },
    place: 'prisma/migrations/20260202000000_authors/migration.sql:2',
  },
];
let server: DatabaseServer;
beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
});

describe.each([...wrong, ...others])('$name', (one) => {
  const isThere = wrong.includes(one) || isInstalled(one.tool);
  it.skipIf(!isThere)(
    `a foreign key before its table is put off, and laid${isThere ? '' : ' (not installed: npm run tools)'}`,
    async () => {
      const installed = installProject(one.tool);
      if ('reason' in installed) throw new Error(installed.reason);
      const target = await server.createDatabase();
      const session = await server.session(target);
      const folder = projectFolder(one.tool, installed.folder, target);
      onTestFinished(async () => {
        await session.close();
        await server.dropDatabase(target);
        rmSync(folder, { recursive: true, force: true });
      });
      // Of Prisma each is a folder.
      const own = join(folder, one.tool.migration);
      rmSync(one.tool === prismaDeploy ? join(folder, 'prisma/migrations') : own, {
        recursive: true,
      });
      for (const [name, text] of Object.entries(one.files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      const place = { folder, installed: installed.folder, target, project: one.tool };
      const run = (words: readonly string[]) =>
        runInProject([...builtCommand, 'run', '--yes', '--', ...words], place);
      const keys = async () =>
        (
          await session.query(
            `SELECT conrelid::regclass::text || ' → ' || confrelid::regclass AS key FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
          )
        ).rows.map((row) => row.key);

      // Where it stops before the table is made, nothing may be put off.
      if (one.one !== undefined) {
        const stopped = await run(one.one);
        expect(stopped.output).not.toContain('was put off');
        expect(await keys()).toEqual([]);
        if (one.tool === nodePgMigrate) expect(stopped.code).not.toBe(0);
        if (one.tool.afterFailure !== undefined) {
          const [command = '', ...words] = one.tool.afterFailure;
          await runInProject([command, ...words], place);
        }
      }
      const done = await run(one.tool.migrate);
      expect(done.code, done.output).toBe(0);
      expect(done.output).toContain(one.place);
      expect(await keys()).toEqual(['posts → authors']);
    },
  );
});
