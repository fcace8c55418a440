import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { readDemoState } from '../../src/cli/demo-state.ts';
import { builtCommand } from '../built-command.ts';
import { type Ended, pgmend } from '../cases/pgmend.ts';
import { urlOf } from '../cli/run-cli.ts';
import {
  databaseEnvironment,
  finished,
  platform,
  sequelizeCli,
} from '../platform/child-process.ts';
import { findPsql } from '../servers/find-psql.ts';
import { type DatabaseServer, majors, sharedServer, type Target } from '../servers/start-server.ts';
import { targetEnvironment } from '../target-environment.ts';
import { databaseWith } from './database-with.ts';
import { until } from './until.ts';
import { startWriters } from './writers.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const psql = findPsql() ?? 'psql';
const migrate = [process.execPath, fileURLToPath(new URL('../cli/migrate.mjs', import.meta.url))];
const addKey =
  'ALTER TABLE bookings ADD CONSTRAINT bookings_person_fkey FOREIGN KEY (person) REFERENCES people (id) ON DELETE SET NULL';
const mapped = ['--map', 'bookings.person=people.code'];

const setUp = (rows: number) =>
  databaseWith(majors.at(-1) ?? 18, [
    `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
    `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 300) AS g`,
    `CREATE TABLE bookings (id bigint PRIMARY KEY, person uuid, note text)`,
    `INSERT INTO bookings SELECT g, md5('p' || (g % 300 + 1))::uuid, 'old' FROM generate_series(1, ${rows}) AS g`,
    `ANALYZE`,
  ]);

/** The code of a person, as {@link setUp} makes it. */
function uuidOf(person: number): string {
  const hash = createHash('md5').update(`p${person}`).digest('hex');
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const typeSql = `SELECT format_type(atttypid, NULL) AS type, EXISTS (SELECT FROM pg_constraint WHERE conname = 'bookings_person_fkey' AND convalidated) AS key
   FROM pg_attribute WHERE attrelid = 'bookings'::regclass AND attname = 'person'`;
const changed = [{ type: 'integer', key: true }];
const unchanged = [{ type: 'uuid', key: false }];

/** The built command beside this test, with the database in PG* and DATABASE_URL. */
function start(target: Target, args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [...builtCommand.slice(1), ...args], {
    env: { ...targetEnvironment(target), DATABASE_URL: urlOf(target) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...said }));
  });
  return { child, ended };
}

const run = (target: Target, options: readonly string[], ...statements: readonly string[]) =>
  start(target, ['run', '--yes', ...mapped, ...options, '--', ...migrate, ...statements]);

/** Every statement of these is of one transaction, as psql sends it. */
const withPsql = (target: Target, options: readonly string[], ...statements: readonly string[]) =>
  start(target, [
    ...['run', '--yes', ...mapped, ...options, '--', psql, '-X', '-v', 'ON_ERROR_STOP=1'],
    ...statements.flatMap((sql) => ['-c', sql]),
  ]);

async function runsOf(server: DatabaseServer, target: Target) {
  const session = await server.session(target);
  const { rows } = await session
    .query<{ run: string; phase: string }>(`SELECT run, phase FROM pgmend.live ORDER BY id`)
    .catch(() => ({ rows: [] }));
  await session.close();
  return rows;
}

it('changes the types beside an application that writes, then lets psql’s statement through', async () => {
  const { server, target, session, close } = await setUp(20_000);
  let isInteger = false;
  const writers = await startWriters(
    () => server.session(target),
    3,
    (person) => (isInteger ? String(person) : `'${uuidOf(person)}'`),
  );
  const flip = setInterval(() => {
    if (writers.books.failures.length > 0) isInteger = true;
  }, 1);
  const running = withPsql(
    target,
    ['--live'],
    'BEGIN',
    'SELECT count(*) FROM pg_class WHERE false',
    'SET LOCAL statement_timeout = 3000',
    addKey,
    'COMMIT',
  );
  const ended = await running.ended;
  clearInterval(flip);
  isInteger = true;
  await writers.stop();
  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stdout).toBe(
    'BEGIN\n count \n-------\n     0\n(1 row)\n\nSET\nALTER TABLE\nCOMMIT\n',
  );
  expect(ended.stderr).toContain('Cut over; the tables were locked for');
  expect(ended.stderr).toContain('bookings.person is now integer, was uuid.');
  expect((await session.query(typeSql)).rows).toEqual(changed);
  // Behind the cut-over the application's uuids are refused, as by every other way to change a type.
  for (const failure of writers.books.failures) expect(failure).toMatch(/^(22P02|42804) /);
  const { rows } = await session.query<{ id: string; person: number | null; note: string }>(
    `SELECT id::text, person, note FROM bookings WHERE id > 20000 ORDER BY 1`,
  );
  expect(rows).toEqual(
    [...writers.books.rows]
      .map(([id, { person, note }]) => ({ id, person, note }))
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
  );
  const [live] = await runsOf(server, target);
  expect(live?.phase).toBe('done');
  expect(ended.stderr).toContain(`Way back: pgmend undo ${live?.run}`);
  const undone = await pgmend(target, ['undo', '--yes']);
  expect(undone.code, undone.stderr).toBe(0);
  expect((await session.query(typeSql)).rows).toEqual(unchanged);
  await close();
});

it('lays the key of a statement that stands alone without a lock that writers wait for while rows are checked', async () => {
  const { target, session, close } = await setUp(2_000);
  for (const sql of [
    `CREATE TABLE ddl (id serial, xid text, sql text, modes text[])`,
    `CREATE FUNCTION note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
       IF current_query() LIKE '%bookings_person_fkey%' OR current_query() LIKE '%person2%' THEN
         INSERT INTO public.ddl (xid, sql, modes) SELECT pg_current_xact_id()::text, current_query(), array_agg(DISTINCT mode ORDER BY mode) FROM pg_locks
           WHERE pid = pg_backend_pid() AND relation IN ('public.bookings'::regclass, 'public.people'::regclass) AND mode <> 'AccessShareLock';
       END IF; END $$`,
    `CREATE EVENT TRIGGER note_ddl ON ddl_command_end EXECUTE FUNCTION note_ddl()`,
    `CREATE SCHEMA own`,
  ])
    await session.query(sql);
  const ended = await run(target, ['--live'], `${addKey};`).ended;
  expect([ended.code, ended.stdout], ended.stderr).toEqual([0, 'migrated\n']);
  expect((await session.query(typeSql)).rows).toEqual(changed);
  const { rows } = await session.query<{ xid: string; sql: string; modes: string[] }>(
    `SELECT xid, sql, modes FROM ddl ORDER BY id`,
  );
  expect(rows.map(({ sql }) => sql)).toEqual([
    `${addKey} NOT VALID;`,
    `ALTER TABLE "public"."bookings" VALIDATE CONSTRAINT "bookings_person_fkey"`,
  ]);
  expect(rows[1]?.xid).not.toBe(rows[0]?.xid);
  expect(rows[1]?.modes).toEqual(['RowShareLock', 'ShareUpdateExclusiveLock']);
  await close();
});

it('takes a key away again that rows break, and the statement is mended as ever', async () => {
  const { target, session, close } = await setUp(2_000);
  // Somebody breaks the key behind the cut-over, before it is laid.
  for (const sql of [
    `CREATE FUNCTION break_key() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
       IF current_query() LIKE '%bookings_person_fkey%NOT VALID' THEN UPDATE public.bookings SET person = 9999 WHERE id = 7; END IF; END $$`,
    `CREATE EVENT TRIGGER break_key ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION break_key()`,
  ])
    await session.query(sql);
  const ended = await run(target, ['--live'], addKey).ended;
  expect([ended.code, ended.stdout], ended.stderr).toEqual([0, 'migrated\n']);
  expect(ended.stderr.match(/^Held/gm)).toHaveLength(2);
  expect((await session.query(typeSql)).rows).toEqual(changed);
  const { rows } = await session.query(
    `SELECT (SELECT person FROM bookings WHERE id = 7) AS person, (SELECT string_agg(value, ' ') FROM pgmend.kept_values) AS kept`,
  );
  expect(rows).toEqual([{ person: null, kept: '9999' }]);
  await close();
});

it.each([
  ['', addKey],
  [' without a name', addKey.replace('CONSTRAINT bookings_person_fkey ', '')],
])(
  'validates the key%s that it left NOT VALID when it was killed while rows were checked',
  async (_, add) => {
    const { target, session, close } = await setUp(2_000);
    for (const sql of [
      `CREATE FUNCTION wait_long() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
       IF current_query() LIKE '%VALIDATE CONSTRAINT "bookings_person_fkey"' THEN PERFORM pg_sleep(100); END IF; END $$`,
      `CREATE EVENT TRIGGER wait_long ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION wait_long()`,
    ])
      await session.query(sql);
    const running = run(target, ['--live'], add);
    const checking = `FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep' AND query LIKE '%VALIDATE%'`;
    await until(session, `(SELECT count(*) = 1 ${checking})`);
    running.child.kill('SIGKILL');
    await running.ended;
    await session.query(`SELECT pg_terminate_backend(pid) ${checking}`);
    await until(session, `(SELECT count(*) = 0 ${checking})`);
    await session.query('DROP EVENT TRIGGER wait_long');
    expect((await session.query(typeSql)).rows).toEqual([{ type: 'integer', key: false }]);
    const again = await run(target, ['--live'], add).ended;
    expect([again.code, again.stdout], again.stderr).toEqual([0, 'migrated\n']);
    expect(again.stderr).toContain(
      add === addKey
        ? 'only needs to be validated'
        : 'is there and NOT VALID: VALIDATE was sent for it',
    );
    expect((await session.query(typeSql)).rows).toEqual(changed);
    const { rows } = await session.query(
      `SELECT count(*)::int AS n FROM pg_constraint WHERE contype = 'f' AND conrelid = 'bookings'::regclass`,
    );
    expect(rows).toEqual([{ n: 1 }]);
    await close();
  },
);

it('prepares with --cutover manual, and the same command passes behind the cut-over', async () => {
  const { server, target, session, close } = await setUp(2_000);
  const shown = await run(target, ['--live', '--dry-run'], addKey).ended;
  expect(shown.stderr).toContain('Steps, in the background:');
  expect(await runsOf(server, target)).toEqual([]);
  const first = await run(target, ['--live', '--cutover', 'manual'], addKey).ended;
  expect([first.code, first.stdout]).toEqual([
    4,
    'failed: 42804 foreign key constraint "bookings_person_fkey" cannot be implemented\n',
  ]);
  const [live] = await runsOf(server, target);
  expect(first.stderr).toContain(`pgmend cutover ${live?.run}, then run the command again`);
  expect((await session.query(typeSql)).rows).toEqual(unchanged);
  await session.query(`INSERT INTO bookings VALUES (9000, '${uuidOf(7)}', 'late')`);
  const cut = await pgmend(target, ['cutover']);
  expect(cut.code, cut.stderr).toBe(0);
  const again = await run(target, ['--live'], addKey).ended;
  expect([again.code, again.stdout]).toEqual([0, 'migrated\n']);
  expect(again.stderr).not.toContain('Held');
  const { rows } = await session.query(`SELECT person FROM bookings WHERE id = 9000`);
  expect(rows).toEqual([{ person: 7 }]);
  expect((await session.query(typeSql)).rows).toEqual(changed);
  expect(await runsOf(server, target)).toHaveLength(1);
  await close();
});

const impatient = (timeout: number) =>
  `const { Client } = (await import(${JSON.stringify(import.meta.resolve('pg'))})).default;
   const client = new Client({ connectionString: process.env.DATABASE_URL, query_timeout: ${timeout} });
   await client.connect();
   try { await client.query(process.argv[1]); } catch (error) { console.log(error.message); process.exit(5); }`;

it('pauses when the command gives up, and goes on when it is run again', async () => {
  const { server, target, session, close } = await setUp(20_000);
  const first = await start(target, [
    ...['run', '--yes', ...mapped, '--live', '--max-rate', '2000', '--'],
    ...[process.execPath, '--input-type=module', '-e', impatient(2_500), addKey],
  ]).ended;
  expect([first.code, first.stdout]).toEqual([5, 'Query read timeout\n']);
  const [live] = await runsOf(server, target);
  expect(live?.phase).toBe('copying');
  expect(first.stderr).toContain(`Paused as run ${live?.run}, at “copying”`);
  expect((await session.query(typeSql)).rows).toEqual(unchanged);
  // Not asked for: it has begun.
  const again = await run(target, [], addKey).ended;
  expect([again.code, again.stdout], again.stderr).toEqual([0, 'migrated\n']);
  expect(again.stderr).toContain(`Run ${live?.run} has begun this live`);
  expect((await session.query(typeSql)).rows).toEqual(changed);
  expect(await runsOf(server, target)).toEqual([{ run: live?.run, phase: 'done' }]);
  await close();
});

it.each([
  ['SIGINT', 4],
  ['SIGKILL', null],
] as const)('is resumed or taken back after %s', async (signal, code) => {
  const { server, target, session, close } = await setUp(20_000);
  const begin = async () => {
    const running = run(target, ['--live', '--max-rate', '2000'], addKey);
    await until(session, `(SELECT bool_or(phase = 'copying') FROM pgmend.live)`);
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(code);
    expect((await session.query(typeSql)).rows).toEqual(unchanged);
  };
  await begin();
  const undone = await pgmend(target, ['undo', '--yes']);
  expect(undone.code, undone.stderr).toBe(0);
  expect((await runsOf(server, target)).map((one) => one.phase)).toEqual(['undone']);
  await begin();
  const resumed = await pgmend(target, ['resume']);
  expect(resumed.code, resumed.stderr).toBe(0);
  const again = await run(target, [], addKey).ended;
  expect([again.code, again.stdout]).toEqual([0, 'migrated\n']);
  expect((await session.query(typeSql)).rows).toEqual(changed);
  await close();
});

it('refuses what cannot be done beside the transaction of the statement, by name', async () => {
  const { server, target, session, close } = await setUp(2_000);
  const before = async (...statements: string[]) => {
    const ended = await withPsql(target, ['--live'], ...statements, addKey, 'COMMIT').ended;
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain('cannot be implemented');
    expect(ended.stderr).toContain('pgmend fix --live --only bookings.person');
    expect((await session.query(typeSql)).rows).toEqual(unchanged);
    return ended.stderr;
  };
  const work = 'Its transaction has done other work before it';
  expect(await before('BEGIN', 'CREATE TYPE mood AS ENUM ()')).toContain(work);
  expect(
    await before('BEGIN', `WITH w AS (DELETE FROM people WHERE false RETURNING 1) SELECT`),
  ).toContain(work);
  await session.query(
    `CREATE FUNCTION make() RETURNS void LANGUAGE sql AS 'UPDATE public.people SET code = code'`,
  );
  expect(await before('BEGIN', 'SELECT make()')).toContain(work);
  expect(await before('BEGIN', 'SELECT count(*) FROM people')).toContain('has read people');
  expect(await before('BEGIN ISOLATION LEVEL REPEATABLE READ')).toContain('is REPEATABLE READ');
  expect(
    await before('BEGIN', 'DECLARE c CURSOR FOR SELECT relname FROM pg_class', 'FETCH c'),
  ).toContain('has a cursor open');
  expect(await runsOf(server, target)).toEqual([]);
  // Nobody has asked for it live: in the transaction of the command.
  const direct = await withPsql(target, [], 'BEGIN', 'CREATE TABLE own ()', addKey, 'COMMIT').ended;
  expect(direct.code, direct.stderr).toBe(0);
  expect((await session.query(typeSql)).rows).toEqual(changed);
  expect(await runsOf(server, target)).toEqual([]);
  await close();
});

it('is chosen where one transaction would lock for longer than --max-lock', async () => {
  const { server, target, session, close } = await setUp(210_000);
  const busy = ['BEGIN', 'CREATE TABLE own ()', addKey, 'COMMIT'];
  const limited = await withPsql(target, ['--max-lock', '1ms'], ...busy).ended;
  expect(limited.code).toBe(3);
  expect(limited.stderr).toContain('and live it is not possible');
  expect((await session.query(typeSql)).rows).toEqual(unchanged);
  const ended = await run(target, ['--max-lock', '1ms'], addKey).ended;
  expect([ended.code, ended.stdout], ended.stderr).toEqual([0, 'migrated\n']);
  expect(ended.stderr).toContain('this is done live, beside the application');
  expect((await session.query(typeSql)).rows).toEqual(changed);
  expect((await runsOf(server, target)).map((one) => one.phase)).toEqual(['done']);
  await close();
});

it('lets sequelize-cli’s migrations through, and undo goes back behind all of them', async () => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const target = await server.createDatabase();
  const env = databaseEnvironment(target);
  await finished([process.execPath, 'scripts/prepare-database.cjs'], platform, env);
  const before = await readDemoState(target);
  const words = [
    ...builtCommand,
    'run',
    '--yes',
    '--live',
    '--all',
    '--',
    ...sequelizeCli,
    'db:migrate',
  ];
  const ended = await finished(words, platform, env);
  expect(ended.exitCode, ended.stderr).toBe(0);
  const after = await readDemoState(target);
  expect(after.ledger).toHaveLength(before.ledger.length + 3);
  const kept = [4, 7, 8].map((booking) => ({ column: 'userId', booking }));
  expect(after.kept).toMatchObject([{ column: 'cancelledBy', booking: 7 }, ...kept]);
  const runs = await runsOf(server, target);
  expect(runs.map((one) => one.phase)).toEqual(runs.map(() => 'done'));
  expect(runs.length).toBeGreaterThan(0);
  for (const { run } of [...runs].reverse()) {
    const undo = [...builtCommand, 'undo', run, '--yes', '--ledger'];
    const undone = await finished(undo, platform, env);
    expect(undone.exitCode, undone.stderr).toBe(0);
    expect(undone.stdout).toContain('Removed from "SequelizeMeta": ');
  }
  const back = await readDemoState(target);
  expect(back.bookings).toEqual(before.bookings);
  expect(back.ledger.length).toBeLessThan(after.ledger.length);
  const again = await finished(words, platform, env);
  expect(again.exitCode, again.stderr).toBe(0);
  const last = await readDemoState(target);
  expect([last.bookings, last.ledger]).toEqual([after.bookings, after.ledger]);
  await server.dropDatabase(target);
});
