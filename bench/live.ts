import { startServer } from '../test/servers/start-server.ts';
import { fill } from './live/bench-data.ts';
import { durable, keys, major, only, rows } from './live/bench-options.ts';
import { failed, say } from './live/judge.ts';
import { underLoad } from './live/under-load.ts';
import { liveAlone, lockedAlone, withoutLoad } from './live/without-load.ts';

/**
 * `npm run bench:live`: a change of uuid references to integers through an alternate key, live beside the locked ALTER
 * TABLE, a fresh CREATE TABLE AS, and a new column filled in batches; then under writers at half of what the server
 * manages. Everything is measured side by side, and the ratios are what counts: those without load are the middle ones of
 * several rounds, in each of which all that is compared is measured in turn.
 *
 * PGMEND_BENCH_ROWS (4,000,000), PGMEND_BENCH_KEYS (500,000), PGMEND_BENCH_CLIENTS (8), PGMEND_BENCH_SECONDS (20), PGMEND_BENCH_ROUNDS (3),
 * PGMEND_BENCH_RATE (writes a second instead of the half), PGMEND_BENCH_MAJOR, PGMEND_BENCH_ONLY (`idle`, `load`,
 * `live`: pgmend alone, for other sizes), PGMEND_BENCH_DURABLE (`on`: as a server in use, with fsync;
 * `off`). The data stands in the folder for temporary files (TMPDIR): in memory, nothing waits for a disk.
 */

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
    if (only === 'live') await liveAlone(server, base);
    else {
      const lockedTime =
        only === 'load' ? await lockedAlone(server, base) : await withoutLoad(server, base);
      if (only !== 'idle') await underLoad(server, base, lockedTime);
    }
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
