import { beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { urlOf } from '../tool-table/tool-project.ts';
import { check, places } from './run-check.ts';
import { replayedProjects, toolFolder } from './tool-project.ts';

vi.setConfig({ testTimeout: 180_000 });

let server: DatabaseServer;
beforeAll(async () => {
  server = await sharedServer(majors.at(-1) ?? 18);
});

describe.each(replayedProjects)('$tool', (one) => {
  test('its migrations are replayed, and the fault is named by file and line', async () => {
    const folder = toolFolder(one, one.files);
    const { code, result, findings, stderr } = await check(folder);
    expect(places(findings), `${JSON.stringify(findings)}\n${stderr}`).toEqual([
      `fault ${one.place}`,
    ]);
    expect(findings[0]).toMatchObject({
      fault: 'incompatible-types',
      migration: one.migration,
      stopsHere: false,
    });
    expect({ code, migrations: result.migrations, ran: result.ran }).toEqual({
      code: 1,
      migrations: 2,
      ran: 2,
    });
  });

  test('a migration is recorded once what it does is seen', async () => {
    const folder = toolFolder(one, one.files);
    const target = await server.createDatabase();
    const session = await server.session(target);
    try {
      await session.query(ledgers[one.tool] ?? '');
      await session.query('CREATE TABLE users (id integer PRIMARY KEY, email text)');
      const mark = () =>
        runCli(['mark', one.first, '--yes', '--json', '--url', urlOf(target)], { cwd: folder });
      const missing = await mark();
      expect(missing.code, missing.stderr).toBe(1);
      const { unmet } = JSON.parse(missing.stdout) as { unmet: string[] };
      expect(unmet[0]).toMatch(/^missing: table bookings {2}\S+:\d+$/);
      expect(unmet.filter((line) => !line.startsWith('missing: '))).toEqual([]);
      await session.query('CREATE TABLE bookings (id integer PRIMARY KEY, user_id uuid)');
      const done = await mark();
      expect(done.code, done.stdout + done.stderr).toBe(0);
      expect(JSON.parse(done.stdout)).toMatchObject({ migration: one.first, unmet: [] });
    } finally {
      await session.close();
      await server.dropDatabase(target);
    }
  });
});

/** As the tools make them. */
const ledgers: Readonly<Record<string, string>> = {
  knex: 'CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz)',
  'node-pg-migrate':
    'CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)',
  typeorm:
    'CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL)',
  'mikro-orm':
    'CREATE TABLE mikro_orm_migrations (id serial PRIMARY KEY, name varchar(255), executed_at timestamptz DEFAULT current_timestamp)',
  kysely:
    'CREATE TABLE kysely_migration (name varchar(255) PRIMARY KEY, "timestamp" varchar(255) NOT NULL)',
  drizzle:
    'CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  prisma: `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
    migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0)`,
};
