import { performance } from 'node:perf_hooks';
import { startPgmend } from '../test/live/start-pgmend.ts';
import { until } from '../test/live/until.ts';
import { majors, type OwnSession, startServer } from '../test/servers/start-server.ts';

/**
 * `npm run bench:capture`: what a live execution costs a write of the application while it stands, or is dead: the same
 * writes, each a transaction of its own, to a table that is captured and to its twin that is not, in turn, on one
 * connection. Medians of microseconds, as the application sees them. Nothing waits for a disk (fsync off), so that
 * the share is the largest that there can be. PGMEND_BENCH_MAJOR, PGMEND_BENCH_ROUNDS (100).
 */
const major = Number(process.env.PGMEND_BENCH_MAJOR ?? majors.at(-1) ?? 18);
const rounds = Number(process.env.PGMEND_BENCH_ROUNDS ?? 100);
const writesOfRound = 100;

const tables = { captured: 'people', free: 'twins' } as const;
const columns = 'id int PRIMARY KEY, status text NOT NULL, created timestamptz NOT NULL, note text';
const setup = Object.values(tables).flatMap((table) => [
  `CREATE TABLE ${table} (${columns})`,
  `CREATE INDEX ON ${table} (status, created)`,
]);

const writes = {
  INSERT: (table: string, id: number) =>
    `INSERT INTO ${table} VALUES (${id}, 'open', now(), 'somebody, number ${id}')`,
  UPDATE: (table: string, id: number) => `UPDATE ${table} SET status = 'paid' WHERE id = ${id}`,
  DELETE: (table: string, id: number) => `DELETE FROM ${table} WHERE id = ${id}`,
};

/** @returns microseconds of one write. */
async function round(session: OwnSession, sql: (id: number) => string): Promise<number> {
  const started = performance.now();
  for (let id = 1; id <= writesOfRound; id += 1) await session.query(sql(id));
  return (1_000 * (performance.now() - started)) / writesOfRound;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

async function main(): Promise<void> {
  const server = await startServer(major, { settings: { fsync: 'off' } });
  try {
    const target = await server.createDatabase();
    const session = await server.session(target);
    for (const sql of setup) await session.query(sql);
    const running = startPgmend(target, [
      ...['rekey', 'people.id', '--to', 'bigint', '--live', '--yes', '--cutover', 'manual'],
    ]);
    await until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    running.child.kill('SIGKILL');
    await running.ended;
    const times = new Map<string, number[]>();
    for (let at = 0; at < rounds; at += 1) {
      for (const [kind, sql] of Object.entries(writes)) {
        for (const [which, table] of Object.entries(tables)) {
          const took = await round(session, (id) => sql(table, id));
          times.set(`${kind} ${which}`, [...(times.get(`${kind} ${which}`) ?? []), took]);
        }
      }
    }
    process.stdout.write(`PostgreSQL ${major}, ${rounds * writesOfRound} writes of each kind\n`);
    for (const kind of Object.keys(writes)) {
      const [free, captured] = ['free', 'captured'].map((one) =>
        median(times.get(`${kind} ${one}`) ?? []),
      ) as [number, number];
      process.stdout.write(
        `${kind}: ${free.toFixed(0)} µs, captured ${captured.toFixed(0)} µs: ${(captured / free).toFixed(2)} times, ${(captured - free).toFixed(0)} µs more\n`,
      );
    }
    await session.close();
  } finally {
    await server.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
