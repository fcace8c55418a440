import type { Server, Target } from '../../test/servers/start-server.ts';
import { copyOf, fresh, timed } from './bench-data.ts';
import { clients, fixedRate, keys, limits, seconds } from './bench-options.ts';
import { judge, say } from './judge.ts';
import { live } from './live-command.ts';
import { type Load, loadSessions, percentile } from './load-sessions.ts';
import { stolenWords, watchStolenTime } from './stolen-time.ts';
import { lockedAlone } from './without-load.ts';

/** Does something while the writers keep their rate; without one they write as fast as they can. */
async function besideLoad<T>(
  server: Server,
  target: Target,
  rate: number | null,
  what: string,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly load: Load }> {
  const stop = new AbortController();
  const stolen = watchStolenTime();
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
  report(what, load, stolen());
  return { result, load };
}

/** Writes a second that the server manages without pgmend. */
async function fullLoad(server: Server, base: Target): Promise<number> {
  const target = await copyOf(server, base);
  const load = await loadSessions(() => server.session(target), {
    clients,
    seconds,
    rate: null,
    keys,
  });
  await server.dropDatabase(target);
  return load.writes / load.seconds;
}

export async function underLoad(server: Server, base: Target, lockedTime: number): Promise<void> {
  const full = await fullLoad(server, base);
  const rate = fixedRate ?? full / 2;
  say(`full load: ${full.toFixed(0)} writes a second; ${rate.toFixed(0)} of them from here on`);
  const second = await copyOf(server, base);
  const stolen = watchStolenTime();
  const without = await loadSessions(() => server.session(second), {
    clients,
    seconds,
    rate,
    keys,
  });
  report('without pgmend', without, stolen());
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
  // A host that has become slower meanwhile makes half of the load more than half.
  const fullAgain = await fullLoad(server, base);
  say(
    `full load once more: ${fullAgain.toFixed(0)} writes a second, of which the writers did ${((100 * rate) / fullAgain).toFixed(0)} %`,
  );
  const lockedAgain = await lockedAlone(server, base);
  judge(
    'of the locked ALTER without load, of before and behind',
    times.work / ((lockedTime + lockedAgain) / 2),
    limits.underLoadOfLocked,
  );
  judge('of a fresh table under the same load', times.work / freshTime.result, limits.ofFresh);
  judge('of the rate kept', beside.writes / beside.seconds / rate, limits.rateKept, false);
  judge('longest wait, ms', beside.longest, Math.max(limits.wait, 1.5 * without.longest));
  judge(
    '99.9 % of the writes under, ms',
    percentile(beside, 0.999),
    Math.max(50, 1.5 * percentile(without, 0.999)),
  );
  await judgeWrites(server, third, beside);
  await server.dropDatabase(third);
  const fourth = await copyOf(server, base);
  const atFull = await besideLoad(server, fourth, null, 'beside live, at full load', () =>
    live(fourth),
  );
  say(
    `live at full load: ${atFull.result.work.toFixed(1)} s; locked for ${atFull.result.held.toFixed(0)} ms`,
  );
  say(`  ${atFull.result.phases.join(' · ')}`);
  judge('locked at full load, ms', atFull.result.held, limits.wait);
  await judgeWrites(server, fourth, atFull.load);
  await server.dropDatabase(fourth);
}

/** Every row that the load has written is there, and no write failed that it did not have to. */
async function judgeWrites(server: Server, target: Target, load: Load): Promise<void> {
  const session = await server.session(target);
  const { rows: lost } = await session.query<{ n: string }>(
    `SELECT count(*) AS n FROM sessions WHERE note LIKE 'load %'`,
  );
  await session.close();
  judge('lost writes', Math.abs(Number(lost[0]?.n) - load.rows), 0);
  judge(
    'failed writes that name no retyped column',
    load.failures.filter((one) => !one.naming).length,
    0,
  );
}

function report(what: string, load: Load, stolen: number | null): void {
  say(
    `${what}: ${(load.writes / load.seconds).toFixed(0)} writes a second, half under ${percentile(load, 0.5).toFixed(1)} ms, 99.9 % under ${percentile(load, 0.999).toFixed(1)} ms, longest ${load.longest.toFixed(0)} ms, ${load.failures.length} failed${stolenWords(stolen)}`,
  );
  // All writers wait for the same thing: the longest wait of each second says when.
  const longest = new Map<number, number>();
  for (const { at, took } of load.slow) {
    const second = Math.floor(at / 1000);
    longest.set(second, Math.max(longest.get(second) ?? 0, took));
  }
  const slow = [...longest]
    .sort(([, one], [, other]) => other - one)
    .map(([second, took]) => `${second} s: ${took.toFixed(0)} ms`);
  if (slow.length > 0) say(`  over 200 ms: ${slow.slice(0, 24).join(', ')}`);
}
