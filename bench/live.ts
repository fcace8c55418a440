import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import {
  majors,
  type OwnSession,
  type Server,
  startServer,
  type Target,
} from '../test/servers/start-server.ts';
import { type Load, loadSessions, percentile } from './live-load.ts';

/**
 * `npm run bench:live`: a change of uuid references to integers through an alternate key, live beside the locked ALTER
 * TABLE, a fresh CREATE TABLE AS, and a new column filled in batches; then under writers at half of what the server
 * manages. Everything is measured side by side, and the ratios are what counts.
 *
 * PGMEND_BENCH_ROWS (4,000,000), PGMEND_BENCH_KEYS (500,000), PGMEND_BENCH_CLIENTS (8), PGMEND_BENCH_SECONDS (20),
 * PGMEND_BENCH_MAJOR, PGMEND_BENCH_ONLY (`idle`, `load`), PGMEND_BENCH_DURABLE (`on`: as a server in use, with fsync;
 * `off`). The data stands in the folder for temporary files (TMPDIR): in memory, nothing waits for a disk.
 */
const rows = Number(process.env.PGMEND_BENCH_ROWS ?? 4_000_000);
const keys = Number(process.env.PGMEND_BENCH_KEYS ?? 500_000);
const clients = Number(process.env.PGMEND_BENCH_CLIENTS ?? 8);
const seconds = Number(process.env.PGMEND_BENCH_SECONDS ?? 20);
const major = Number(process.env.PGMEND_BENCH_MAJOR ?? majors.at(-1) ?? 18);
const only = process.env.PGMEND_BENCH_ONLY ?? '';
const durable = process.env.PGMEND_BENCH_DURABLE ?? 'off';

const limits = {
  ofLocked: 0.6,
  ofFresh: 1.2,
  fasterThanBatches: 5,
  underLoadOfLocked: 1,
  rateKept: 0.95,
};

const indexes = (table: string, column: string) => [
  `CREATE INDEX ON ${table} (${column})`,
  `CREATE INDEX ON ${table} (created)`,
  `CREATE INDEX ON ${table} (status, created)`,
];

async function fill(session: OwnSession): Promise<void> {
  for (const sql of [
    `CREATE TABLE users (id serial PRIMARY KEY, public_id uuid NOT NULL UNIQUE, email text NOT NULL)`,
    `INSERT INTO users (public_id, email) SELECT md5('u' || g)::uuid, 'u' || g || '@example.org' FROM generate_series(1, ${keys}) AS g`,
    `CREATE TABLE sessions (id bigserial PRIMARY KEY, "userId" uuid, status text NOT NULL DEFAULT 'open', created timestamptz NOT NULL DEFAULT now(), note text)`,
    `INSERT INTO sessions ("userId", status, created, note) SELECT md5('u' || (g % ${keys} + 1))::uuid, CASE g % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'paid' ELSE 'gone' END, now() - g * interval '1 second', 'a booking of somebody, number ' || g FROM generate_series(1, ${rows}) AS g`,
    ...indexes('sessions', '"userId"'),
    `VACUUM ANALYZE users`,
    `VACUUM ANALYZE sessions`,
    `CHECKPOINT`,
  ]) {
    await session.query(sql);
  }
}

async function timed(session: OwnSession, statements: readonly string[]): Promise<number> {
  const started = performance.now();
  for (const sql of statements) await session.query(sql);
  return (performance.now() - started) / 1000;
}

const foreignKey = (table: string) =>
  `ALTER TABLE ${table} ADD FOREIGN KEY ("userId") REFERENCES users (id)`;

/** The same result under one lock: the type, its indexes, the foreign key. */
const locked = [
  `CREATE TABLE pairs AS SELECT public_id AS old, id AS new FROM users`,
  `CREATE INDEX ON pairs USING hash (old)`,
  `ANALYZE pairs`,
  `CREATE FUNCTION convert(uuid) RETURNS integer LANGUAGE sql STABLE STRICT AS 'SELECT new FROM public.pairs WHERE old = $1'`,
  `ALTER TABLE sessions ALTER COLUMN "userId" TYPE integer USING convert("userId")`,
  foreignKey('sessions'),
  `ANALYZE sessions`,
];

/** What cannot be done with less on one connection. */
const fresh = [
  `CREATE TABLE fresh AS SELECT s.id, u.id AS "userId", s.status, s.created, s.note FROM sessions AS s LEFT JOIN users AS u ON u.public_id = s."userId"`,
  `ALTER TABLE fresh ADD PRIMARY KEY (id)`,
  ...indexes('fresh', '"userId"'),
  foreignKey('fresh'),
  `ANALYZE fresh`,
];

async function inBatches(session: OwnSession): Promise<number> {
  const started = performance.now();
  await session.query(`ALTER TABLE sessions ADD COLUMN new_user integer`);
  for (let from = 0; from < rows; from += 10_000) {
    await session.query(
      `UPDATE sessions AS s SET new_user = u.id FROM users AS u WHERE u.public_id = s."userId" AND s.id > ${from} AND s.id <= ${from + 10_000}`,
    );
  }
  await session.query(`CREATE INDEX ON sessions (new_user)`);
  await session.query(`ALTER TABLE sessions DROP COLUMN "userId"`);
  await session.query(`ALTER TABLE sessions RENAME COLUMN new_user TO "userId"`);
  await session.query(foreignKey('sessions'));
  return (performance.now() - started) / 1000;
}

const built = join(import.meta.dirname, '..', 'dist', 'cli.js');
const peak = join(import.meta.dirname, 'peak-memory.cjs');

interface LiveTimes {
  /** Seconds from the first trigger to the last validated key. */
  readonly work: number;
  /** Seconds of the whole command, with looking and planning. */
  readonly command: number;
  readonly phases: readonly string[];
  readonly held: number;
  readonly megabytes: number;
}

/** The built command, as a user calls it; its events say when its work began and ended. */
async function live(target: Target): Promise<LiveTimes> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--require',
      peak,
      built,
      'fix',
      '--all',
      '--map',
      'sessions.userId=users.public_id',
      '--yes',
      '--live',
      '--cutover',
      'now',
      '--json',
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PGHOST: target.host,
        PGPORT: String(target.port),
        PGUSER: target.user,
        PGDATABASE: target.database,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let begun = 0;
  let held = 0;
  let rest = '';
  let errors = '';
  const phases: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('{"event"')) continue;
      const { event } = JSON.parse(line);
      if (event.kind === 'phase') {
        begun ||= performance.now();
        phases.push(`${event.phase} ${((performance.now() - started) / 1000).toFixed(1)}`);
      }
      if (event.kind === 'cut-over') held = event.held;
    }
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const ended = performance.now();
  if (code !== 0) throw new Error(`pgmend ended with ${code}:\n${errors}`);
  return {
    work: (ended - begun) / 1000,
    command: (ended - started) / 1000,
    phases,
    held,
    megabytes: Number(/peak-memory (\d+)/.exec(errors)?.[1]) / 1024,
  };
}

async function size(session: OwnSession, table: string): Promise<number> {
  const { rows: found } = await session.query<{ bytes: string }>(
    `SELECT pg_total_relation_size('public.${table}')::text AS bytes`,
  );
  return Number(found[0]?.bytes) / 1e6;
}

async function copyOf(server: Server, base: Target): Promise<Target> {
  const target = await server.createDatabase();
  const session = await server.session(server.target());
  await session.query(`DROP DATABASE "${target.database}"`);
  await session.query(
    `CREATE DATABASE "${target.database}" TEMPLATE "${base.database}" STRATEGY file_copy`,
  );
  await session.query('CHECKPOINT');
  await session.close();
  return target;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const failed: string[] = [];
function judge(what: string, value: number, limit: number, atMost = true): void {
  const ok = atMost ? value <= limit : value >= limit;
  say(
    `  ${ok ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(3)} (${atMost ? 'at most' : 'at least'} ${limit.toFixed(3)})`,
  );
  if (!ok) failed.push(what);
}

async function idle(server: Server, base: Target): Promise<number> {
  const inCopy = async <T>(
    work: (session: OwnSession, target: Target) => Promise<T>,
  ): Promise<T> => {
    const target = await copyOf(server, base);
    const session = await server.session(target);
    try {
      return await work(session, target);
    } finally {
      await session.close();
      await server.dropDatabase(target);
    }
  };
  const lockedTime = await inCopy((session) => timed(session, locked));
  say(`locked ALTER TABLE … USING, indexes, key: ${lockedTime.toFixed(1)} s`);
  const freshOnes = await inCopy(async (session) => ({
    time: await timed(session, fresh),
    megabytes: await size(session, 'fresh'),
  }));
  say(
    `CREATE TABLE AS, indexes, key:            ${freshOnes.time.toFixed(1)} s, ${freshOnes.megabytes.toFixed(0)} MB`,
  );
  const batches = await inCopy(async (session) => ({
    time: await inBatches(session),
    megabytes: await size(session, 'sessions'),
  }));
  say(
    `a new column in batches of 10,000:        ${batches.time.toFixed(1)} s, ${batches.megabytes.toFixed(0)} MB`,
  );
  const ours = await inCopy(async (session, target) => {
    const times = await live(target);
    const { rows: right } = await session.query<{ wrong: string }>(
      `SELECT count(*) AS wrong FROM sessions AS s WHERE s."userId" <> s.id % ${keys} + 1`,
    );
    if (right[0]?.wrong !== '0') failed.push('the rows are right');
    const key = await timed(session, [
      `${foreignKey('sessions')} NOT VALID`,
      'ALTER TABLE sessions VALIDATE CONSTRAINT "sessions_userId_fkey"',
    ]);
    return { ...times, work: times.work + key, size: await size(session, 'sessions') };
  });
  say(
    `live, and the key without a lock:         ${ours.work.toFixed(1)} s, ${ours.size.toFixed(0)} MB; locked for ${ours.held.toFixed(0)} ms; whole command ${ours.command.toFixed(1)} s, ${ours.megabytes.toFixed(0)} MB of memory`,
  );
  say(`  ${ours.phases.join(' · ')}`);
  judge('of the locked ALTER', ours.work / lockedTime, limits.ofLocked);
  judge('of a fresh table', ours.work / freshOnes.time, limits.ofFresh);
  judge('times faster than batches', batches.time / ours.work, limits.fasterThanBatches, false);
  judge('size of a fresh table', ours.size / freshOnes.megabytes, 1.02);
  judge('megabytes of memory', ours.megabytes, 200);
  return lockedTime;
}

/** Does something while the writers keep their rate. */
async function besideLoad<T>(
  server: Server,
  target: Target,
  rate: number,
  what: string,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly load: Load }> {
  const stop = new AbortController();
  const running = loadSessions(() => server.session(target), {
    clients,
    seconds: 3600,
    rate,
    keys,
    signal: stop.signal,
  });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const result = await work();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  stop.abort();
  const load = await running;
  report(what, load);
  return { result, load };
}

async function underLoad(server: Server, base: Target, lockedTime: number): Promise<void> {
  const open = (target: Target) => () => server.session(target);
  const first = await copyOf(server, base);
  const full = await loadSessions(open(first), { clients, seconds, rate: null, keys });
  const rate = full.writes / seconds / 2;
  say(
    `full load: ${(full.writes / seconds).toFixed(0)} writes a second; half of it is kept from here on`,
  );
  await server.dropDatabase(first);
  const second = await copyOf(server, base);
  const without = await loadSessions(open(second), { clients, seconds, rate, keys });
  report('without pgmend', without);
  await server.dropDatabase(second);
  const floor = await copyOf(server, base);
  const freshTime = await besideLoad(server, floor, rate, 'beside CREATE TABLE AS', async () => {
    const session = await server.session(floor);
    const time = await timed(session, [
      'SET max_parallel_workers_per_gather = 0',
      'SET max_parallel_maintenance_workers = 0',
      ...fresh,
    ]);
    await session.close();
    return time;
  });
  say(`CREATE TABLE AS, indexes, key, under the same load: ${freshTime.result.toFixed(1)} s`);
  await server.dropDatabase(floor);
  const third = await copyOf(server, base);
  const { result: times, load: beside } = await besideLoad(server, third, rate, 'beside live', () =>
    live(third),
  );
  say(`live under load: ${times.work.toFixed(1)} s; locked for ${times.held.toFixed(0)} ms`);
  say(`  ${times.phases.join(' · ')}`);
  judge('of the locked ALTER without load', times.work / lockedTime, limits.underLoadOfLocked);
  judge('of a fresh table under the same load', times.work / freshTime.result, limits.ofFresh);
  judge('of the rate kept', beside.writes / beside.seconds / rate, limits.rateKept, false);
  judge('longest wait, ms', beside.longest, Math.max(250, 1.5 * without.longest));
  judge(
    '99.9 % of the writes under, ms',
    percentile(beside, 0.999),
    Math.max(50, 1.5 * percentile(without, 0.999)),
  );
  const session = await server.session(third);
  const { rows: lost } = await session.query<{ n: string }>(
    `SELECT count(*) AS n FROM sessions WHERE note LIKE 'load %'`,
  );
  judge('lost writes', Math.abs(Number(lost[0]?.n) - beside.rows), 0);
  judge(
    'failed writes that name no retyped column',
    beside.failures.filter((one) => !one.naming).length,
    0,
  );
  await session.close();
  await server.dropDatabase(third);
}

function report(what: string, load: Load): void {
  say(
    `${what}: ${(load.writes / load.seconds).toFixed(0)} writes a second, half under ${percentile(load, 0.5).toFixed(1)} ms, 99.9 % under ${percentile(load, 0.999).toFixed(1)} ms, longest ${load.longest.toFixed(0)} ms, ${load.failures.length} failed`,
  );
  const slow = [...load.slow]
    .sort((one, other) => other.took - one.took)
    .map(({ at, took }) => `${(at / 1000).toFixed(1)} s: ${took.toFixed(0)} ms`);
  if (slow.length > 0) say(`  over 200 ms: ${slow.slice(0, 24).join(', ')}`);
}

async function main(): Promise<void> {
  const server = await startServer(major, {
    settings: {
      shared_buffers: '1GB',
      max_wal_size: '8GB',
      max_connections: '60',
      maintenance_work_mem: '256MB',
      fsync: durable,
      full_page_writes: durable,
    },
  });
  try {
    say(`PostgreSQL ${major}, ${rows} rows that reference ${keys}, fsync ${durable}`);
    const base = await server.createDatabase();
    const session = await server.session(base);
    await fill(session);
    await session.close();
    const lockedTime =
      only === 'load'
        ? await (async () => {
            const target = await copyOf(server, base);
            const own = await server.session(target);
            const time = await timed(own, locked);
            await own.close();
            await server.dropDatabase(target);
            return time;
          })()
        : await idle(server, base);
    if (only !== 'idle') await underLoad(server, base, lockedTime);
  } finally {
    await server.stop();
  }
  if (failed.length > 0) {
    say(`Missed: ${failed.join(', ')}`);
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
