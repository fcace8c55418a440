import { fork } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { startRelay } from '../src/relay/relay.ts';
import {
  frame,
  query,
  type WireClient,
  type WireTarget,
  wireClient,
} from '../test/relay/wire-client.ts';
import { majors, startServer } from '../test/servers/start-server.ts';

/**
 * `npm run bench:relay`: how much longer work takes through the relay than without it. Each pair is measured side by
 * side, direct and relayed in turn; the median of the pairs' ratios is printed. The relay runs in a process of its own.
 */
const pairs = Number(process.env.PGMEND_BENCH_PAIRS ?? 5);
const rows = Number(process.env.PGMEND_BENCH_ROWS ?? 1_000_000);
/** Only what has this in its name; `COPY` runs both ways, as what goes out has to come in first. */
const only = process.env.PGMEND_BENCH_ONLY ?? '';

interface Work {
  readonly name: string;
  /** Highest ratio that is accepted; null for what is measured for information. */
  readonly limit: number | null;
  readonly before?: readonly string[];
  run(client: WireClient): Promise<void>;
}

async function statements(client: WireClient, list: readonly string[]): Promise<void> {
  for (const sql of list) {
    const answer = await client.exchange(query(sql));
    if (answer[0] === 0x45) throw new Error(`${sql}: ${answer.toString('latin1')}`);
  }
}

const ddl = Array.from({ length: 100 }, (_, i) => [
  `CREATE TABLE bench.t${i} (id serial PRIMARY KEY, name text NOT NULL, parent integer)`,
  `ALTER TABLE bench.t${i} ADD COLUMN note text`,
  `ALTER TABLE bench.t${i} ADD FOREIGN KEY (parent) REFERENCES bench.t${Math.max(0, i - 1)} (id)`,
]).flat();

const rowsPerChunk = 1_000;
const chunk = Buffer.concat(
  Array.from({ length: rowsPerChunk }, (_, i) =>
    frame('d', `${100_000 + i}\tsome text that makes the row sixty-four bytes\t${i}\n`),
  ),
);

function* copyData(): Iterable<Buffer> {
  for (let sent = 0; sent < rows; sent += rowsPerChunk) yield chunk;
}

const freshSchema = ['DROP SCHEMA IF EXISTS bench CASCADE', 'CREATE SCHEMA bench'];

const works: readonly Work[] = [
  {
    name: '300 DDL statements',
    limit: 1.3,
    before: freshSchema,
    run: (client) => statements(client, ddl),
  },
  {
    name: '300 DDL statements in one transaction',
    limit: null,
    before: freshSchema,
    run: (client) => statements(client, ['BEGIN', ...ddl, 'COMMIT']),
  },
  {
    name: `COPY in, ${rows} rows`,
    limit: 1.15,
    before: ['DROP TABLE IF EXISTS rows', 'CREATE TABLE rows (a integer, b text, c integer)'],
    async run(client) {
      client.send(query('COPY rows FROM STDIN'));
      await client.until('G');
      await client.pour(copyData());
      await client.exchange(frame('c'));
    },
  },
  {
    name: `COPY out, ${rows} rows`,
    limit: 1.15,
    // The first reader after a load sets the rows' hint bits.
    before: ['SELECT count(*) FROM rows'],
    async run(client) {
      await client.exchange(query('COPY rows TO STDOUT'));
    },
  },
  {
    name: '2000 × SELECT 1',
    limit: null,
    run: (client) => statements(client, Array(2_000).fill('SELECT 1')),
  },
];

async function time(target: WireTarget, work: Work): Promise<number> {
  const client = await wireClient(target);
  await statements(client, work.before ?? []);
  const started = performance.now();
  await work.run(client);
  const taken = performance.now() - started;
  await client.end();
  return taken;
}

const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

async function measure(): Promise<boolean> {
  // What the server does in the background would fall on one of a pair only.
  const settings = { autovacuum: 'off', max_wal_size: '8GB', checkpoint_timeout: '1h' };
  const server = await startServer(majors.at(-1) ?? 18, { settings });
  const database = await server.createDatabase();
  const child = fork(import.meta.filename, ['relay', JSON.stringify(database)]);
  const port = await new Promise<number>((resolve) =>
    child.once('message', (at) => resolve(Number(at))),
  );
  const relayed = { ...database, host: '127.0.0.1', port };
  let kept = true;
  try {
    for (const work of works) {
      if (!work.name.includes(only)) continue;
      await time(database, work);
      await time(relayed, work);
      const direct: number[] = [];
      const through: number[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        // Who goes first changes, so that neither profits from what the other warmed.
        const order = pair % 2 === 0 ? [database, relayed] : [relayed, database];
        for (const target of order)
          (target === relayed ? through : direct).push(await time(target, work));
      }
      const ratio = median(direct.map((one, pair) => (through[pair] ?? Number.NaN) / one));
      const within = work.limit === null || ratio <= work.limit;
      kept &&= within;
      const limit =
        work.limit === null ? '' : `  (at most ${work.limit}${within ? '' : ': NOT KEPT'})`;
      console.log(
        `${work.name.padEnd(40)} ${median(direct).toFixed(0).padStart(6)} ms → ${median(through).toFixed(0).padStart(6)} ms  ×${ratio.toFixed(2)}${limit}`,
      );
    }
  } finally {
    child.disconnect();
    await server.stop();
  }
  return kept;
}

if (process.argv[2] === 'relay') {
  const upstream = JSON.parse(process.argv[3] ?? '');
  const relay = await startRelay({ upstream, onHeld: async () => ({ kind: 'pass' }) });
  process.send?.(relay.port);
  process.once('disconnect', () => process.exit(0));
} else {
  process.exitCode = (await measure()) ? 0 : 1;
}
