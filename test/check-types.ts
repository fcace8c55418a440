import { compareTypePairs } from './catalog/type-pairs.ts';
import { majors, startServer } from './servers/start-server.ts';

/** `npm run check:types`: the comparability rule against real servers, over every ordered pair of types. */
let disagreements = 0;
for (const major of majors) {
  const server = await startServer(major, { settings: { max_locks_per_transaction: '256' } });
  try {
    const session = await server.session(await server.createDatabase());
    const started = Date.now();
    const report = await compareTypePairs(session);
    await session.close();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    disagreements += report.disagreements.length;
    console.log(
      `PostgreSQL ${major}: ${report.pairs} pairs, ${report.accepted} accepted by the server, ` +
        `${report.disagreements.length} disagreements (${seconds} s)`,
    );
    for (const one of report.disagreements.slice(0, 50)) console.log(`  ${one}`);
  } finally {
    await server.stop();
  }
}
process.exitCode = disagreements === 0 ? 0 : 1;
