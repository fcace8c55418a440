import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { detectTool } from '../../src/tools/detect-tool.ts';
import { builtCommand } from '../built-command.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { isInstalled } from '../tool-table/install-project.ts';
import { openProject } from '../tool-table/open-project.ts';
import { editFiles } from '../tool-table/project-folder.ts';
import { drizzle } from '../tool-table/projects/drizzle.ts';
import { flyway } from '../tool-table/projects/flyway.ts';
import { dbmate, golangMigrate, goose } from '../tool-table/projects/go-tools.ts';
import { knex } from '../tool-table/projects/knex.ts';
import { kysely } from '../tool-table/projects/kysely.ts';
import { mikroOrm } from '../tool-table/projects/mikro-orm.ts';
import { nodePgMigrate } from '../tool-table/projects/node-pg-migrate.ts';
import { sequelize } from '../tool-table/projects/sequelize.ts';
import { typeorm } from '../tool-table/projects/typeorm.ts';
import { runInProject } from '../tool-table/run-in-project.ts';
import { tableFaults } from '../tool-table/table-fault.ts';
import { type ToolProject, urlOf } from '../tool-table/tool-project.ts';
import { projectFolder as filesFolder } from './project-folder.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** A project whose ledger has a name of its own. */
interface NamedLedger {
  readonly tool: ToolProject;
  readonly edits: Readonly<Record<string, (text: string) => string>>;
  /** Written besides. */
  readonly files?: Readonly<Record<string, string>>;
  /** As `undo --ledger` names it. */
  readonly table: string;
}

const quoted = encodeURIComponent('"ops"."history"');
const parameters = `sslmode=disable&x-migrations-table=${quoted}&x-migrations-table-quoted=true`;

const named: readonly NamedLedger[] = [
  {
    tool: sequelize,
    edits: {
      'config/config.json': (text) =>
        text.replace(
          '"dialect"',
          '"migrationStorageTableName":"history","migrationStorageTableSchema":"ops","dialect"',
        ),
    },
    table: 'ops.history',
  },
  {
    tool: knex,
    edits: {
      'knexfile.js': (text) =>
        text.replace("tableName: 'knex_migrations'", "tableName: 'history', schemaName: 'ops'"),
    },
    table: 'ops.history',
  },
  {
    tool: {
      ...nodePgMigrate,
      // node-config, which it looks for by itself.
      packages: { ...nodePgMigrate.packages, config: '3.3.12' },
    },
    edits: {},
    files: {
      'config/default.json': JSON.stringify({
        db: { 'migrations-table': 'history', 'migrations-schema': 'ops' },
      }),
    },
    table: 'ops.history',
  },
  {
    tool: typeorm,
    edits: {
      'data-source.js': (text) =>
        text.replace('migrations: [', "migrationsTableName: 'history',\n  migrations: ["),
    },
    table: 'history',
  },
  {
    tool: drizzle,
    edits: {
      'drizzle.config.ts': (text) =>
        text.replace(
          'dbCredentials',
          "migrations: { table: 'history', schema: 'ops' },\n  dbCredentials",
        ),
    },
    table: 'ops.history',
  },
  {
    tool: mikroOrm,
    edits: {
      'mikro-orm.config.js': (text) =>
        text.replace('snapshot: false', "snapshot: false, tableName: 'ops.history'"),
    },
    table: 'ops.history',
  },
  {
    tool: kysely,
    edits: {
      'migrate.mjs': (text) =>
        text
          .replace('const migrator', "const ledger = 'history';\nconst migrator")
          .replace(
            '  db,\n  provider',
            "  db,\n  migrationTableName: ledger,\n  migrationTableSchema: 'ops',\n  migrationLockTableName: 'history_lock',\n  provider",
          ),
    },
    table: 'ops.history',
  },
  {
    tool: {
      ...kysely,
      name: 'kysely-ctl',
      packages: { ...kysely.packages, 'kysely-ctl': '0.21.0' },
      migrate: ['kysely', 'migrate:latest'],
      files: (target) => {
        const { 'migrate.mjs': _script, ...migrations } = kysely.files(target);
        return {
          ...migrations,
          'kysely.config.ts': `import { PostgresDialect } from 'kysely';
import { defineConfig } from 'kysely-ctl';
import pg from 'pg';

export default defineConfig({
  dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: '${urlOf(target)}' }) }),
  migrations: {
    allowJS: true,
    migrationTableName: 'history',
    migrationTableSchema: 'ops',
    migrationLockTableName: 'history_lock',
  },
});\n`,
        };
      },
    },
    edits: {},
    table: 'ops.history',
  },
  {
    tool: { ...dbmate, configured: true },
    edits: { '.env': (text) => `${text}DBMATE_MIGRATIONS_TABLE=ops.history\n` },
    table: 'ops.history',
  },
  {
    tool: { ...goose, configured: true },
    edits: { '.env': (text) => `${text}GOOSE_TABLE=ops.history\n` },
    table: 'ops.history',
  },
  {
    tool: {
      ...golangMigrate,
      migrate: golangMigrate.migrate.map((word) => word.replace('sslmode=disable', parameters)),
      env: (database) => ({
        DATABASE_URL: `${urlOf(database)}?${parameters}`,
      }),
    },
    edits: {},
    table: 'ops.history',
  },
  {
    tool: flyway,
    edits: { 'pom.xml': (text) => text.replace('<user>', '<table>history</table>\n<user>') },
    table: 'history',
  },
  {
    tool: { ...flyway, name: 'Flyway (Maven plugin), by flyway.conf' },
    edits: {},
    files: { 'flyway.conf': 'flyway.table=history\n' },
    table: 'history',
  },
  {
    // The plugin does not read it.
    tool: { ...flyway, name: 'Flyway (Maven plugin), beside flyway.toml' },
    edits: {},
    files: { 'flyway.toml': '[flyway]\ntable = "history"\n' },
    table: 'flyway_schema_history',
  },
];

let server: DatabaseServer;
beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
});

async function project({ tool, edits, files = {} }: NamedLedger, before: string) {
  const { session, folder, place, target } = await openProject(server, tool);
  editFiles(folder, edits);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  await session.query(`CREATE SCHEMA ops; ${before}`);
  return {
    folder,
    database: target.database,
    pgmend: (...words: string[]) => runInProject([...builtCommand, ...words], place),
    rows: async (table: string) =>
      (await session.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n,
  };
}

const [types] = tableFaults;
const half = tableFaults.find((one) => one.name === 'half-applied');
if (types === undefined || half === undefined) throw new TypeError('a table without faults');

for (const one of named) {
  const isThere = one.tool.from === undefined || isInstalled(one.tool);
  const name = isThere ? one.tool.name : `${one.tool.name} (not installed: npm run tools)`;
  it.skipIf(!isThere)(`a ledger under another name is read and written: ${name}`, async () => {
    const { pgmend, rows } = await project(one, types.before);
    const mended = await pgmend('run', '--yes', '--', ...one.tool.migrate);
    expect(mended.code, mended.output).toBe(0);
    const recorded = await rows(one.table);
    const undone = await pgmend('undo', '--yes', '--ledger');
    expect(undone.code, undone.output).toBe(0);
    expect(undone.output).toContain(`Removed from ${one.table}`);
    expect(await rows(one.table)).toBe(Number(recorded) - 1);
  });
}

it.each(['check', 'reset'])('Kysely’s tables have their names under %s too', async (verb) => {
  const one = named.find(({ tool }) => tool === kysely);
  if (one === undefined) throw new TypeError('no Kysely');
  const { pgmend, rows, folder, database } = await project(one, types.before);
  if (verb === 'check') {
    const tables = types.before.replaceAll('\n', ' ').replaceAll("'", "\\'");
    writeFileSync(
      join(folder, 'migrations/2025-01-01-tables.mjs'),
      `import { sql } from 'kysely';\nexport const up = async (db) => {\n  for (const one of '${tables}'.split(';')) if (one.trim()) await sql.raw(one).execute(db);\n};\n`,
    );
    const checked = await pgmend('check', '--no-database');
    expect(checked.output).toContain(kysely.migration);
    expect(checked.output).not.toContain('history');
    return;
  }
  const mended = await pgmend('run', '--yes', '--', ...kysely.migrate);
  expect(mended.code, mended.output).toBe(0);
  const reset = await pgmend('reset', '--no-backup', '--confirm', database);
  expect(reset.code, reset.output).toBe(0);
  expect(reset.output).not.toContain('It stopped');
  expect(await rows("pg_tables WHERE tablename LIKE 'kysely%'")).toBe(0);
});

it('a ledger that cannot be read stops no command', async () => {
  const one = named.find(({ tool }) => tool === knex);
  if (one === undefined) throw new TypeError('no Knex');
  const { pgmend } = await project(one, 'CREATE TABLE ops.history (what integer)');
  const ended = await pgmend('run', '--', process.execPath, '-e', 'process.exitCode = 7');
  expect(ended.output).not.toContain('42703');
  expect(ended.code, ended.output).toBe(7);
});

it('a record in a ledger of another name is no data statement that waits for a decision', async () => {
  const one = named.find(({ tool }) => tool === knex);
  if (one === undefined) throw new TypeError('no Knex');
  const { pgmend, folder } = await project(one, half.before);
  editFiles(folder, {
    [knex.migration]: (text) => `${text}exports.config = { transaction: false };\n`,
  });
  const mended = await pgmend('run', '--yes', '--', ...knex.migrate);
  expect(mended.code, mended.output).toBe(0);
});

describe('named by the command', () => {
  const sql = '-- migrate:up\n-- +goose Up\nSELECT 1;\n';
  it.each([
    ['dbmate', ['dbmate', '--migrations-table', 'ops.history', 'up'], {}],
    [
      'dbmate',
      ['dbmate', '--migrations-table=ops.history', 'up'],
      { DBMATE_MIGRATIONS_TABLE: 'x' },
    ],
    ['goose', ['goose', '-table', 'ops.history', 'up'], {}],
    ['goose', ['goose', '-table=ops.history', 'up'], { GOOSE_TABLE: 'x' }],
    [
      'golang-migrate',
      [
        'migrate',
        '-path',
        'db/migrations',
        '-database',
        `postgres://h/d?x-migrations-table=${quoted}&x-migrations-table-quoted=1`,
        'up',
      ],
      {},
    ],
    [
      'flyway',
      ['flyway', '-table=history', '-defaultSchema=ops', 'migrate'],
      { FLYWAY_TABLE: 'x' },
    ],
    [
      'flyway',
      ['mvn', 'flyway:migrate', '-Dflyway.table=history'],
      { FLYWAY_DEFAULT_SCHEMA: 'ops' },
    ],
    ['node-pg-migrate', ['node-pg-migrate', 'up', '-f', 'ledger.json'], {}],
    [
      'node-pg-migrate',
      ['node-pg-migrate', 'up', '-t', 'history', '--migrations-schema', 'ops'],
      {},
    ],
  ] as const)('%s: %j', async (tool, command, env) => {
    const directory = filesFolder({
      'package.json': '{"dependencies":{"node-pg-migrate":"9"}}',
      'ledger.json': '{"db":{"migrations-table":"history","migrations-schema":"ops"}}',
      'migrations/20260101000000_x.sql': sql,
      'db/migrations/20260101000000_x.sql': sql,
      'db/migrations/1_x.up.sql': sql,
      'db/migrations/V1__x.sql': sql,
    });
    const found = await detectTool({ directory, env: { PATH: process.env.PATH, ...env }, command });
    expect(found?.tool.name).toBe(tool);
    expect(found?.project.settings).toMatchObject({ table: 'history', schema: 'ops' });
  });
});
