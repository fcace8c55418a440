import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pace } from '../../src/execute/live/pace.ts';
import { majors, type OwnSession, type Server, startServer } from '../servers/start-server.ts';

/** A server of its own: numbers of transactions are the whole server's. */
describe.each(majors)('the pace of a live execution, PostgreSQL %i', (major) => {
  let server: Server;
  let own: OwnSession;
  let writer: OwnSession;
  let looks = 0;
  /** Until then the writer writes as fast as it can; then now and then. */
  let fastUntil = 0;
  let isAtWork = false;
  let stopped = false;
  let writing: Promise<void>;

  beforeEach(async () => {
    server = await startServer(major);
    const target = await server.createDatabase();
    own = await server.session(target);
    writer = await server.session(target);
    const { query } = own;
    looks = 0;
    own.query = ((sql: string, values?: never) => {
      if (sql.includes('pg_current_snapshot')) looks += 1;
      return query.call(own, sql, values);
    }) as typeof own.query;
    await writer.query('CREATE TABLE written (at int)');
    [fastUntil, stopped] = [0, false];
    writing = (async () => {
      while (!stopped) {
        await writer.query('INSERT INTO written VALUES (1)');
        // More slowly once the work has ended, so that a busy machine does not make it look held up before.
        if (performance.now() > fastUntil) await sleep(isAtWork ? 10 : 25);
      }
    })();
  }, 60_000);
  afterEach(async () => {
    stopped = true;
    await writing;
    for (const one of [own, writer]) await one.close();
    await server.stop();
  });

  /** Work that holds writes up, which then all come when it ends, for so many milliseconds. */
  const holdUp =
    (behind: number, work = 2_000) =>
    async () => {
      [fastUntil, isAtWork] = [0, true];
      await sleep(work);
      [fastUntil, isAtWork] = [performance.now() + behind, false];
    };
  const isBehind = () => performance.now() < fastUntil;

  it('waits until those who fell behind have caught up, and rests within the next statement', async () => {
    const waits: boolean[] = [];
    const kept = pace(
      () => true,
      (is) => waits.push(is),
    );
    await kept.piece(own, holdUp(1_300));
    expect(isBehind()).toBe(false);
    expect([waits[0], waits.at(-1)]).toEqual([true, false]);
    const rest = kept.resting(1_000);
    expect(rest).toMatch(/random\(\) < 2.500e-2 THEN pg_catalog.pg_sleep\(0.01\)/);
    const { rows } = await own.query(
      `SELECT count(*)::int AS n FROM generate_series(1, 300) WHERE ${rest}`,
    );
    expect(rows).toEqual([{ n: 300 }]);
  });

  it('rests for more of its time the more often somebody is held up, and not at all where nobody is', async () => {
    const kept = pace(() => true);
    expect(kept.resting(1_000)).toBeNull();
    await kept.piece(own, holdUp(0, 800));
    expect(kept.resting(1_000)).toBeNull();
    // What cannot rest itself says that others have to, and never that they need not.
    await kept.piece(own, holdUp(1_300), false);
    expect(kept.resting(1_000)).toContain('random() < 2.500e-2');
    await kept.piece(own, holdUp(0, 800), false);
    await kept.piece(own, holdUp(1_300));
    expect(kept.resting(1_000)).toContain('random() < 4.286e-2');
    await kept.piece(own, holdUp(0, 800));
    expect(kept.resting(1_000)).toContain('random() < 3.333e-2');
  });

  it('gives rests between pieces up where they write as fast as they can', async () => {
    const kept = pace(() => true);
    await kept.piece(own, holdUp(1e9));
    await kept.piece(own, holdUp(1e9));
    looks = 0;
    await kept.piece(own, holdUp(1e9));
    expect(looks).toBe(2);
    expect(isBehind()).toBe(true);
    expect(kept.resting(1_000)).toBeNull();
  });

  it('does not wait any more when it is to stop', async () => {
    const kept = pace(
      () => true,
      () => {},
      AbortSignal.abort(),
    );
    await kept.piece(own, holdUp(1e9));
    // Before and behind the work, and twice to see whether somebody is behind.
    expect(looks).toBe(4);
  });

  it('neither looks nor rests where nobody else is at work', async () => {
    const kept = pace(() => false);
    await kept.piece(own, holdUp(2_000));
    expect(kept.resting(1_000)).toBeNull();
    expect(looks).toBe(2);
    expect(isBehind()).toBe(true);
  });
});
