import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState, type State } from '../cases/state.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  type Server,
  sharedServer,
  startServer,
  type Target,
} from '../servers/start-server.ts';
import { interruptedRun } from './interrupted-run.ts';

const setup = [
  `CREATE TABLE users (id serial PRIMARY KEY, username text UNIQUE NOT NULL)`,
  `INSERT INTO users (username) SELECT 'u' || g FROM generate_series(1, 500) AS g`,
  `CREATE TABLE users_backup AS SELECT md5(username)::uuid AS id, username FROM users`,
  `CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid, note text DEFAULT 'n')`,
  `CREATE INDEX sessions_user ON sessions ("userId")`,
  `CREATE VIEW latest AS SELECT id, "userId" FROM sessions`,
  `INSERT INTO sessions ("userId") SELECT md5('u' || (g % 520))::uuid FROM generate_series(1, 5000) AS g`,
];
const migration = `ALTER TABLE sessions ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES users (id)`;

/** What pgmend says on its way, from the first look to the last word. */
const stages = [
  'Held: this statement failed',
  '[1/',
  '[2/',
  '[3/',
  '[4/',
  '[5/',
  '[6/',
  '[7/',
  '[8/',
  '[9/',
  'comparing schema and data',
  'Mended:',
];

async function stateOf(target: Target, server: DatabaseServer): Promise<State> {
  const session = await server.session(target);
  try {
    return await readState(session);
  } finally {
    await session.close();
  }
}

/** The repair is there with its journal, or nothing is: there is no third way. */
async function expectAllOrNothing(
  server: DatabaseServer,
  target: Target,
  before: State,
): Promise<boolean> {
  const session = await server.session(target);
  try {
    await untilAlone(session);
    const [type] = (
      await session.query<{ type: string; journal: boolean }>(
        `SELECT format_type(atttypid, atttypmod) AS type, to_regclass('pgmend.repairs') IS NOT NULL AS journal
           FROM pg_attribute WHERE attrelid = 'sessions'::regclass AND attname = 'userId'`,
      )
    ).rows;
    if (type?.type === 'uuid') {
      expect(type.journal).toBe(false);
      const now = await readState(session);
      expect(now).toEqual(before);
      return false;
    }
    const repairs = await session.query<{ state: string; passed: boolean }>(
      `SELECT state, (proof ->> 'passed')::boolean AS passed FROM pgmend.repairs`,
    );
    expect(repairs.rows).toEqual([{ state: 'applied', passed: true }]);
    return true;
  } finally {
    await session.close();
  }
}

/** The server may still be ending the killed connection's transaction. */
async function untilAlone(session: OwnSession): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await session.query<{ n: string }>(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    if (rows[0]?.n === '0') return;
    await sleep(25);
  }
  throw new Error('a connection of the killed run is still there after 5 seconds');
}

async function expectNextRunEndsRight(
  server: DatabaseServer,
  target: Target,
  file: string,
  mended: boolean,
) {
  const again = await pgmend(target, ['run', '--yes', '--', process.execPath, sender, file]);
  expect(again.stderr).not.toContain('unexpected');
  expect(again.code).toBe(0);
  const session = await server.session(target);
  try {
    const { rows } = await session.query<{
      keys: string;
      type: string;
      known: string;
      kept: string;
    }>(
      `SELECT (SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'sessions'::regclass) AS keys,
        (SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'sessions'::regclass AND attname = 'userId') AS type,
        (SELECT count("userId") FROM sessions) AS known, (SELECT count(*) FROM pgmend.kept_values) AS kept`,
    );
    expect(rows, `mended before: ${mended}`).toEqual([
      { keys: '1', type: 'integer', known: '4820', kept: '180' },
    ]);
  } finally {
    await session.close();
  }
}

const sender = join(import.meta.dirname, '..', 'cases', 'send.mjs');
let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pgmend-interrupted-'));
  file = join(folder, 'migration.sql');
  writeFileSync(file, migration);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function fill(server: DatabaseServer, target: Target): Promise<State> {
  const session = await server.session(target);
  try {
    for (const sql of setup) await session.query(sql);
    return await readState(session);
  } finally {
    await session.close();
  }
}

describe.each(majors)('pgmend killed with SIGKILL on PostgreSQL %i', (major) => {
  it.each(stages)(
    'when it says "%s": all or nothing, and the next run ends right',
    async (stage) => {
      const server = await sharedServer(major);
      const target = await server.createDatabase();
      const before = await fill(server, target);
      const run = await interruptedRun(target, file, stage, (child) => child.kill('SIGKILL'));
      expect(run.interrupted, run.said).toBe(true);
      const mended = await expectAllOrNothing(server, target, before);
      await expectNextRunEndsRight(server, target, file, mended);
      await server.dropDatabase(target);
    },
  );
});

describe('the server stopped in the middle of a repair', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer(majors.at(-1) ?? 18);
  });
  afterAll(() => server.stop());

  it.each(['[2/', '[7/', 'comparing schema and data'])('when pgmend says "%s"', async (stage) => {
    const target = await server.createDatabase();
    const before = await fill(server, target);
    let crashed: Promise<void> = Promise.resolve();
    const run = await interruptedRun(target, file, stage, () => {
      crashed = server.crash();
    });
    expect(run.interrupted, run.said).toBe(true);
    expect(run.code).not.toBe(0);
    expect(run.said).not.toMatch(/\n\s+at .*(dist|src)\//);
    await crashed;
    await server.restart();
    const mended = await expectAllOrNothing(server, target, before);
    await expectNextRunEndsRight(server, target, file, mended);
  });
});

describe.each(majors)('a proof that fails on PostgreSQL %i', (major) => {
  it('rolls everything back, and the command gets the original error', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    await fill(server, target);
    const session = await server.session(target);
    // What a careless event trigger does: it changes something else when a table is altered.
    await session.query(
      `CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
         IF EXISTS (SELECT FROM pg_class WHERE relname = 'sessions_user') THEN ALTER INDEX public.sessions_user RENAME TO renamed; END IF; END $$`,
    );
    await session.query(
      `CREATE EVENT TRIGGER meddling ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION meddle()`,
    );
    const before = await readState(session);
    const run = await pgmend(target, ['run', '--yes', '--', process.execPath, sender, file]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('"code":"42804"');
    expect(run.stderr).toContain('The proof failed');
    expect(await stateOf(target, server)).toEqual(before);
    await session.close();
    await server.dropDatabase(target);
  });

  it('sees a value that a trigger changed behind the repair', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    await fill(server, target);
    const session = await server.session(target);
    await session.query(
      `CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
         UPDATE public.sessions SET note = 'changed' WHERE id = 1; END $$`,
    );
    await session.query(
      `CREATE EVENT TRIGGER meddling ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION meddle()`,
    );
    const before = await readState(session);
    const run = await pgmend(target, ['run', '--yes', '--', process.execPath, sender, file]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('"code":"42804"');
    expect(run.stderr).toContain('The proof failed');
    expect(await stateOf(target, server)).toEqual(before);
    await session.close();
    await server.dropDatabase(target);
  });
});
