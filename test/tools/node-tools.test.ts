import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { detectTool } from '../../src/tools/detect-tool.ts';
import { parseSource } from '../../src/tools/syntax.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
} from '../servers/start-server.ts';
import { projectFolder } from './project-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

/** A project as its tool's documentation lays it out, with two migrations. */
interface NodeTool {
  readonly tool: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Where its configuration leads: `user@host:port/database`; null where it has none. */
  readonly leadsTo: string | null;
  /** As its ledger has them; the second declares bookings.user_id → users.id. */
  readonly names: readonly [string, string];
  /** Its table as the tool makes it. */
  readonly ledger: string;
  /** The migration that comes immediately before the second one. */
  readonly repair: string;
  readonly hasWayDown: boolean;
}

const key =
  'ALTER TABLE bookings ADD CONSTRAINT bookings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)';
const table = 'CREATE TABLE bookings (id integer PRIMARY KEY, user_id uuid)';

const nodeTools: readonly NodeTool[] = [
  {
    tool: 'knex',
    files: {
      'knexfile.js': `module.exports = {
  development: { client: 'pg', connection: 'postgres://app:p%40ss@db.example:6543/shop?sslmode=require' },
  production: { client: 'pg', connection: async () => { throw new Error('not here'); } },
};`,
      'migrations/20260101000000_bookings.js': `exports.up = (knex) => knex.raw('${table}');\nexports.down = (knex) => knex.schema.dropTable('bookings');\n`,
      'migrations/20260102000000_key.js': `exports.up = (knex) => knex.schema.alterTable('bookings', (t) => {
  t.foreign('user_id').references('users.id');
});
exports.down = () => {};\n`,
    },
    leadsTo: 'app@db.example:6543/shop',
    names: ['20260101000000_bookings.js', '20260102000000_key.js'],
    ledger:
      'CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz)',
    repair: '20260101235959_repair_bookings.js',
    hasWayDown: true,
  },
  {
    tool: 'node-pg-migrate',
    files: {
      'package.json': '{"dependencies":{"node-pg-migrate":"9"}}',
      '.env': 'DATABASE_URL=postgres://app@db.example/shop\n',
      'migrations/1767225600000_bookings.js': `exports.up = (pgm) => pgm.sql('${table}');\n`,
      'migrations/1767312000000_key.js': `exports.up = (pgm) => {
  pgm.addConstraint('bookings', 'k', { foreignKeys: { columns: 'user_id', references: 'users(id)' } });
};\n`,
    },
    leadsTo: 'app@db.example:5432/shop',
    names: ['1767225600000_bookings', '1767312000000_key'],
    ledger:
      'CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)',
    repair: '1767311999999_repair-bookings',
    hasWayDown: true,
  },
  {
    tool: 'typeorm',
    files: {
      'package.json': '{"dependencies":{"typeorm":"1"}}',
      'src/data-source.ts': `const options = { type: 'postgres' as const, host: 'db.example', username: 'app', database: 'shop',
  ssl: { rejectUnauthorized: false }, migrations: [__dirname + '/migrations/*{.ts,.js}'] };
export const AppDataSource = { options, initialize(): void {} };\n`,
      'src/migrations/1767225600000-Bookings.ts': `export class Bookings1767225600000 {
  async up(runner: { query(sql: string): Promise<void> }): Promise<void> { await runner.query('${table}'); }
}\n`,
      'src/migrations/1767312000000-Key.ts': `export class Key1767312000000 {
  name = 'Key1767312000000';
  async up(runner: { query(sql: string): Promise<void> }): Promise<void> { await runner.query(\`${key}\`); }
}\n`,
    },
    leadsTo: 'app@db.example:5432/shop',
    names: ['Bookings1767225600000', 'Key1767312000000'],
    ledger:
      'CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL)',
    repair: 'RepairBookings1767311999999',
    hasWayDown: true,
  },
  {
    tool: 'mikro-orm',
    files: {
      'mikro-orm.config.ts': `interface Options { dbName: string }
export default { dbName: 'shop', user: 'app', host: 'db.example', migrations: { path: './dist/m', pathTs: './m' } } as Options;\n`,
      'm/Migration20260101000000.ts': `export class Migration20260101000000 { async up() { this.addSql('${table}'); } }\n`,
      'm/Migration20260102000000.ts': `export class Migration20260102000000 { async up() { this.addSql(\`${key};\`); } }\n`,
    },
    leadsTo: 'app@db.example:5432/shop',
    names: ['Migration20260101000000', 'Migration20260102000000'],
    ledger:
      'CREATE TABLE mikro_orm_migrations (id serial PRIMARY KEY, name varchar(255), executed_at timestamptz DEFAULT current_timestamp)',
    repair: 'Migration20260101235959_repair_bookings',
    hasWayDown: true,
  },
  {
    tool: 'kysely',
    files: {
      'package.json': '{"dependencies":{"kysely":"0.28"}}',
      'src/migrations/2026-01-01-bookings.mts': `import { sql } from 'kysely';\nexport const up = (db) => sql\`${table}\`.execute(db);\n`,
      'src/migrations/2026-01-02-key.mts': `export async function up(db) {
  await db.schema.alterTable('bookings').addForeignKeyConstraint('k', ['user_id'], 'users', ['id']).execute();
}\n`,
    },
    leadsTo: null,
    names: ['2026-01-01-bookings', '2026-01-02-key'],
    ledger:
      'CREATE TABLE kysely_migration (name varchar(255) PRIMARY KEY, "timestamp" varchar(255) NOT NULL)',
    repair: '2026-01-01-bookings_repair-bookings',
    hasWayDown: true,
  },
  {
    tool: 'drizzle',
    files: {
      'drizzle.config.ts': `export default { dialect: 'postgresql', out: './out', dbCredentials: { host: 'db.example', user: 'app', database: 'shop' } } satisfies object;\n`,
      'out/0000_bookings.sql': `${table};\n`,
      'out/0001_key.sql': `--> statement-breakpoint\n${key};\n`,
      'out/meta/_journal.json': `{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1767225600000,"tag":"0000_bookings","breakpoints":true},{"idx":1,"version":"7","when":1767312000000,"tag":"0001_key","breakpoints":true}]}`,
    },
    leadsTo: 'app@db.example:5432/shop',
    names: ['0000_bookings', '0001_key'],
    ledger:
      'CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)',
    repair: '0001_repair_bookings',
    hasWayDown: false,
  },
  {
    tool: 'prisma',
    files: {
      'prisma/schema.prisma': `generator client {\n  provider = "prisma-client-js"\n}\n\ndatasource db {\n  provider = "postgresql"\n  url      = env("SHOP_URL")\n}\n`,
      'prisma/migrations/20260101000000_bookings/migration.sql': `${table};\n`,
      'prisma/migrations/20260102000000_key/migration.sql': `-- AddForeignKey\n${key};\n`,
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
    },
    env: { SHOP_URL: 'postgresql://app@db.example/shop?schema=public' },
    leadsTo: 'app@db.example:5432/shop',
    names: ['20260101000000_bookings', '20260102000000_key'],
    ledger: `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
      migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
      applied_steps_count integer NOT NULL DEFAULT 0)`,
    repair: '20260101235959_repair_bookings',
    hasWayDown: false,
  },
];

let server: DatabaseServer;
beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
});

async function withLedger<T>(sql: string, work: (session: OwnSession) => Promise<T>): Promise<T> {
  const target = await server.createDatabase();
  const session = await server.session(target);
  try {
    await session.query(sql);
    return await work(session);
  } finally {
    await session.close();
    await server.dropDatabase(target);
  }
}

describe.each(nodeTools)('$tool', (one) => {
  const open = async () => {
    const root = projectFolder(one.files);
    symlinkSync(
      join(import.meta.dirname, '../../node_modules'),
      join(root, 'node_modules'),
      'junction',
    );
    const env = { PATH: process.env.PATH, ...one.env };
    const found = await detectTool({ directory: root, env });
    if (found === null) throw new Error(`${one.tool} was not detected`);
    return { ...found, env };
  };

  test('its project, its database, its migrations and what they declare', async () => {
    const { tool, project, env } = await open();
    expect(tool.name).toBe(one.tool);
    const [target] = await tool.connections(project, env);
    expect(
      target === undefined
        ? null
        : `${target.user}@${target.host}:${target.port}/${target.database}`,
    ).toBe(one.leadsTo);
    const { files } = await tool.migrations(project);
    expect(files.map((file) => file.name)).toEqual(one.names);
    const bookings = { schema: 'public', name: 'bookings' };
    const declaring = { table: bookings, columns: ['user_id'], constraint: null };
    expect((await tool.declaring(project, declaring)).map((file) => file.name)).toEqual([
      one.names[1],
    ]);
    const places = await tool.locate(project, { table: bookings, column: 'user_id' });
    expect(places.map(({ written, type }) => ({ written, type }))).toEqual([
      { written: 'uuid', type: 'uuid' },
    ]);
  });

  test('a record as the tool makes it, and taken back', async () => {
    const { tool, project, env } = await open();
    const [first] = (await tool.migrations(project)).files;
    if (first === undefined || tool.record === undefined) throw new Error('nothing to record');
    await withLedger('SELECT 1', async (session) => {
      expect(await tool.ledger(project, session, env)).toMatchObject({
        exists: false,
        applied: [],
      });
    });
    await withLedger(one.ledger, async (session) => {
      const ledger = await tool.ledger(project, session, env);
      expect(ledger).toMatchObject({ exists: true, applied: [] });
      const { insert, remove } = (await tool.record?.(ledger, first, project)) ?? {};
      await session.query(insert ?? '');
      expect((await tool.ledger(project, session, env)).applied).toEqual([first.name]);
      await session.query(remove ?? '');
      expect((await tool.ledger(project, session, env)).applied).toEqual([]);
    });
  });

  test('a repair comes immediately before the migration that needs it', async () => {
    const { tool, project } = await open();
    const written = await tool.writeMigration?.(project, {
      up: "DO $x$BEGIN RAISE NOTICE 'a ? and a ` and a \\ and $' || '{b}'; END$x$",
      down: 'DO $x$BEGIN END$x$',
      why: '',
      about: ['It repairs.'],
      slug: 'repair-bookings',
      before: one.names[1],
      run: '20260101-000000-abcd',
    });
    expect(written?.name).toBe(one.repair);
    const text = written?.text ?? '';
    expect(text).toContain('It repairs.');
    expect(/takeBack|down/.test(text)).toBe(true);
    if (!one.hasWayDown) {
      expect(text).toContain('pgmend undo 20260101-000000-abcd');
      return;
    }
    const program = await parseSource(written?.path ?? '', text);
    expect(program?.type).toBe('Program');
  });
});

test('a half-done migration of Prisma is recorded over its failed attempt', async () => {
  const prisma = nodeTools.find((one) => one.tool === 'prisma');
  const root = projectFolder(prisma?.files ?? {});
  const found = await detectTool({ directory: root, env: prisma?.env ?? {} });
  const [first] = (await found?.tool.migrations(found.project))?.files ?? [];
  if (found === null || first === undefined) throw new Error('not detected');
  await withLedger(prisma?.ledger ?? '', async (session) => {
    await session.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('1', 'x', '${first.name}', 'ERROR')`,
    );
    const ledger = await found.tool.ledger(found.project, session, prisma?.env ?? {});
    expect(ledger.applied).toEqual([]);
    const { insert = '' } = (await found.tool.record?.(ledger, first, found.project)) ?? {};
    await session.query(insert);
    const { rows } = await session.query(
      `SELECT rolled_back_at IS NOT NULL AS "rolled back", finished_at IS NOT NULL AS done, length(checksum) AS length
         FROM _prisma_migrations ORDER BY finished_at NULLS FIRST`,
    );
    expect(rows).toEqual([
      { 'rolled back': true, done: false, length: 1 },
      { 'rolled back': false, done: true, length: 64 },
    ]);
  });
});
