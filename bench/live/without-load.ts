import type { OwnSession, Server, Target } from '../../test/servers/start-server.ts';
import { copyOf, foreignKey, fresh, inBatches, locked, size, timed } from './bench-data.ts';
import { keys, limits, rounds } from './bench-options.ts';
import { judge, median, say } from './judge.ts';
import { live } from './live-command.ts';
import { stolenWords, watchStolenTime } from './stolen-time.ts';

async function inCopy<T>(
  server: Server,
  base: Target,
  work: (session: OwnSession, target: Target) => Promise<T>,
): Promise<T> {
  const target = await copyOf(server, base);
  const session = await server.session(target);
  try {
    return await work(session, target);
  } finally {
    await session.close();
    await server.dropDatabase(target);
  }
}

/** @returns seconds of the locked ALTER TABLE. */
export async function lockedAlone(server: Server, base: Target): Promise<number> {
  const stolen = watchStolenTime();
  const time = await inCopy(server, base, (session) => timed(session, locked));
  say(`locked ALTER TABLE … USING, indexes, key: ${time.toFixed(1)} s${stolenWords(stolen())}`);
  return time;
}

/** pgmend by itself, and whether every row is right; megabytes are 10^6 bytes. */
export async function liveAlone(
  server: Server,
  base: Target,
): Promise<{ readonly work: number; readonly size: number }> {
  const ours = await inCopy(server, base, async (session, target) => {
    const times = await live(target);
    const { rows: right } = await session.query<{ wrong: string }>(
      `SELECT count(*) AS wrong FROM sessions AS s WHERE s."userId" IS DISTINCT FROM s.id % ${keys} + 1`,
    );
    judge('rows that are wrong', Number(right[0]?.wrong), 0);
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
  judge('megabytes of memory', ours.megabytes, 200);
  return ours;
}

/** What is compared, one after the other: a machine may be faster for minutes, and slower for others. */
async function oneRound(server: Server, base: Target) {
  const lockedTime = await lockedAlone(server, base);
  const freshOnes = await inCopy(server, base, async (session) => ({
    time: await timed(session, fresh),
    megabytes: await size(session, 'fresh'),
  }));
  say(
    `CREATE TABLE AS, indexes, key:            ${freshOnes.time.toFixed(1)} s, ${freshOnes.megabytes.toFixed(0)} MB`,
  );
  const ours = await liveAlone(server, base);
  say(
    `  ${(ours.work / lockedTime).toFixed(3)} of the locked ALTER, ${(ours.work / freshOnes.time).toFixed(3)} of a fresh table`,
  );
  return { lockedTime, freshOnes, ours };
}

/** @returns seconds of the locked ALTER TABLE. */
export async function withoutLoad(server: Server, base: Target): Promise<number> {
  const all: Awaited<ReturnType<typeof oneRound>>[] = [];
  for (let at = 0; at < rounds; at += 1) all.push(await oneRound(server, base));
  const batches = await inCopy(server, base, async (session) => ({
    time: await inBatches(session),
    megabytes: await size(session, 'sessions'),
  }));
  say(
    `a new column in batches of 10,000:        ${batches.time.toFixed(1)} s, ${batches.megabytes.toFixed(0)} MB`,
  );
  say(`the middle one of ${rounds} rounds:`);
  const ratio = (of: (one: (typeof all)[number]) => number) => median(all.map(of));
  judge(
    'of the locked ALTER',
    ratio(({ ours, lockedTime }) => ours.work / lockedTime),
    limits.ofLocked,
  );
  judge(
    'of a fresh table',
    ratio(({ ours, freshOnes }) => ours.work / freshOnes.time),
    limits.ofFresh,
  );
  judge(
    'times faster than batches',
    ratio(({ ours }) => batches.time / ours.work),
    limits.fasterThanBatches,
    false,
  );
  judge(
    'size of a fresh table',
    ratio(({ ours, freshOnes }) => ours.size / freshOnes.megabytes),
    1.02,
  );
  return median(all.map((one) => one.lockedTime));
}
