import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { readCatalog } from '../src/catalog/read-catalog.ts';
import { readFingerprint } from '../src/catalog/read-fingerprint.ts';
import { quietSettings, withSettings } from '../src/postgres/with-settings.ts';
import { majors, type OwnSession, startServer } from '../test/servers/start-server.ts';

/**
 * `npm run bench:catalog`: how long reading a database of 10,000 tables and 20,000 foreign keys takes beside
 * `pg_dump --schema-only` of the same server, and how much memory it needs. Median of three.
 * The server is the newest tested one that a pg_dump at hand can dump; without one only the times are printed.
 */
const tables = Number(process.env.PGMEND_BENCH_TABLES ?? 10_000);

interface PgDump {
  readonly path: string;
  readonly major: number;
}

function findPgDump(): PgDump | null {
  const debian = '/usr/lib/postgresql';
  const installed = existsSync(debian)
    ? readdirSync(debian).map((one) => `${debian}/${one}/bin/pg_dump`)
    : [];
  const found = [process.env.PGMEND_PG_DUMP ?? 'pg_dump', ...installed].flatMap((path) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    const major = Number(/\) (\d+)/.exec(stdout ?? '')?.[1]);
    return Number.isNaN(major) ? [] : [{ path, major }];
  });
  return found.sort((a, b) => b.major - a.major)[0] ?? null;
}

async function fill(session: OwnSession): Promise<void> {
  const perBatch = 500;
  for (let from = 1; from <= tables; from += perBatch) {
    const to = Math.min(from + perBatch - 1, tables);
    await session.query(`DO $$ BEGIN FOR i IN ${from} .. ${to} LOOP
      EXECUTE format('CREATE TABLE public.%I (id serial PRIMARY KEY, name text NOT NULL, "createdAt" timestamptz DEFAULT now(),
                      "ownerId" integer, "parentId" integer)', 'table ' || i);
      EXECUTE format('ALTER TABLE public.%I ADD FOREIGN KEY ("ownerId") REFERENCES public.%I', 'table ' || i, 'table ' || greatest(1, i - 1));
      EXECUTE format('ALTER TABLE public.%I ADD FOREIGN KEY ("parentId") REFERENCES public.%I', 'table ' || i, 'table ' || i);
    END LOOP; END $$`);
  }
  await session.query('VACUUM ANALYZE');
}

async function median(run: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[1] ?? Number.NaN;
}

const dump = findPgDump();
const major = majors.filter((one) => dump === null || one <= dump.major).at(-1) ?? majors[0] ?? 18;
const server = await startServer(major, { settings: { max_locks_per_transaction: '2048' } });
try {
  const target = await server.createDatabase();
  const session = await server.session(target);
  await fill(session);
  const inTransaction = async (work: () => Promise<unknown>) => {
    await session.query('BEGIN');
    await withSettings(session, quietSettings, work);
    await session.query('COMMIT');
  };
  const catalog = await median(() =>
    inTransaction(() => readCatalog(session, { searchPath: ['public'] })),
  );
  const memory = process.memoryUsage.rss() / 2 ** 20;
  const fingerprint = await median(() => inTransaction(() => readFingerprint(session)));
  console.log(`PostgreSQL ${major}, ${tables} tables, ${2 * tables} foreign keys (median of 3)`);
  console.log(`  readCatalog      ${catalog.toFixed(0)} ms, ${memory.toFixed(0)} MB resident`);
  console.log(`  readFingerprint  ${fingerprint.toFixed(0)} ms`);
  if (dump === null) {
    console.log('  no pg_dump found: set PGMEND_PG_DUMP to one of at least the server’s version');
  } else {
    const { host, port, user, database, password } = target;
    const args = ['--schema-only', '-h', host, '-p', String(port), '-U', user, database];
    const env = { ...process.env, PGPASSWORD: password ?? '' };
    const dumped = await median(() => {
      const { status, stderr } = spawnSync(dump.path, args, { env, maxBuffer: 2 ** 30 });
      if (status !== 0) throw new Error(String(stderr));
    });
    console.log(`  pg_dump ${dump.major}       ${dumped.toFixed(0)} ms`);
    console.log(`  readCatalog / pg_dump      ${(catalog / dumped).toFixed(2)}`);
    console.log(`  readFingerprint / pg_dump  ${(fingerprint / dumped).toFixed(2)}`);
  }
  await session.close();
} finally {
  await server.stop();
}
