import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readFingerprint } from '../src/catalog/read-fingerprint.ts';
import { quietSettings, withSettings } from '../src/postgres/with-settings.ts';
import { findPgDump, type PgDump } from '../test/servers/find-pg-dump.ts';
import { majors, type OwnSession, startServer, type Target } from '../test/servers/start-server.ts';

/**
 * `npm run bench:catalog`: the whole `pgmend doctor` on a database of 10,000 tables and 20,000 foreign keys beside
 * `pg_dump --schema-only` of the same server, in turn, and how much memory it needs. Median of three. Fails above the
 * limits below. The server is the newest tested one that a pg_dump at hand can dump; without one only times are printed.
 */
const limits = { ofPgDump: 0.25, megabytes: 300 };
const tables = Number(process.env.PGMEND_BENCH_TABLES ?? 10_000);

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

function milliseconds(run: () => void): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

const root = join(import.meta.dirname, '..');

/** Runs the built command as a user does. @returns its largest resident size in MB. */
function doctor(target: Target): number {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', join(root, 'bench', 'peak-memory.cjs'), join(root, 'dist', 'cli.js'), 'doctor'],
    { env: environment(target), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`pgmend doctor ended with ${status}:\n${stdout}\n${stderr}`);
  return Number(/peak-memory (\d+)/.exec(stderr)?.[1]) / 1024;
}

function dumpSchema(dump: PgDump, target: Target): void {
  const { status, stderr } = spawnSync(dump.path, ['--schema-only'], {
    env: environment(target),
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(String(stderr));
}

function environment({ host, port, user, database, password }: Target): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    PGPASSWORD: password ?? '',
  };
}

const dump = findPgDump();
const major = majors.filter((one) => dump === null || one <= dump.major).at(-1) ?? majors[0] ?? 18;
const server = await startServer(major, { settings: { max_locks_per_transaction: '2048' } });
try {
  const target = await server.createDatabase();
  const session = await server.session(target);
  await fill(session);
  const looked: number[] = [];
  const dumped: number[] = [];
  const printed: number[] = [];
  let memory = 0;
  for (let i = 0; i < 3; i += 1) {
    looked.push(
      milliseconds(() => {
        memory = Math.max(memory, doctor(target));
      }),
    );
    if (dump !== null) dumped.push(milliseconds(() => dumpSchema(dump, target)));
    const started = performance.now();
    await session.query('BEGIN');
    await withSettings(session, quietSettings, () => readFingerprint(session));
    await session.query('COMMIT');
    printed.push(performance.now() - started);
  }
  await session.close();
  console.log(`PostgreSQL ${major}, ${tables} tables, ${2 * tables} foreign keys (median of 3)`);
  console.log(`  pgmend doctor   ${median(looked).toFixed(0)} ms, ${memory.toFixed(0)} MB at most`);
  console.log(`  fingerprint     ${median(printed).toFixed(0)} ms`);
  if (memory > limits.megabytes) fail(`More than ${limits.megabytes} MB.`);
  if (dump === null) {
    console.log('  no pg_dump found: set PGMEND_PG_DUMP to one of at least the server’s version');
  } else {
    const ratio = median(looked) / median(dumped);
    console.log(`  pg_dump ${dump.major}      ${median(dumped).toFixed(0)} ms`);
    console.log(`  doctor / pg_dump       ${ratio.toFixed(2)} (at most ${limits.ofPgDump})`);
    console.log(`  fingerprint / pg_dump  ${(median(printed) / median(dumped)).toFixed(2)}`);
    if (tables >= 10_000 && ratio > limits.ofPgDump) fail('Slower than that.');
  }
} finally {
  await server.stop();
}

function fail(why: string): void {
  console.error(why);
  process.exitCode = 1;
}
