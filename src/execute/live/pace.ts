import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../postgres/session.ts';

/** Milliseconds between two looks at who catches up, at least. */
const look = 50;
/** Milliseconds of a look, at most: who writes so seldom that it would take longer does not need the rest. */
const longestLook = 3_000;
/** Transactions that a look should see, so that chance makes no difference. */
const enough = 30;
/** Who writes by so much faster as soon as the work rests, was held up by it. */
const faster = 1.3;
/** Milliseconds of one rest between two pieces of work, at most. */
const longestRest = 15_000;
/**
 * Milliseconds without rests between pieces where these changed nothing: whoever writes as fast as they can always
 * writes faster then. Twice as many each time.
 */
const withoutRests = 30_000;
/** Part of its time that a statement rests once somebody was held up: a queue that has come about takes long to go. */
const firstRest = 0.2;
/** Part of its time that a statement rests, at most: whoever needs more waits for the rests between pieces. */
const mostRest = 0.5;
/** Seconds that a statement sleeps at a time while it rests. */
const nap = 0.01;

/** How a live execution leaves those who write the time that they need. */
export interface Pace {
  /**
   * Does a piece of work, then waits until those who fell behind meanwhile have caught up.
   *
   * @param session outside any transaction, before and after the work.
   * @param canRest its statements are such as can rest: what they hold up says how much the next ones have to. Others only say that they have to.
   */
  readonly piece: <T>(session: Session, work: () => Promise<T>, canRest?: boolean) => Promise<T>;
  /**
   * A condition that is true for every row, and by which a statement rests for a part of its time; null where nobody
   * falls behind.
   *
   * @param rowsPerSecond how many rows the statement goes through without rests.
   */
  readonly resting: (rowsPerSecond: number) => string | null;
}

/**
 * What else writes is seen in the numbers of transactions: where they are given out faster once the work rests than
 * while it goes on, somebody was held up. Connections that are all in use tell less, and how late the server answers
 * nothing: a queue stands in the application.
 *
 * @param isBusy others use the server.
 * @param onWait told at each look while it waits for them, and once it does not any more.
 * @param signal ends such a wait.
 * @see https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
 */
export function pace(
  isBusy: () => boolean,
  onWait: (waits: boolean) => void = () => {},
  signal?: AbortSignal,
): Pace {
  /** Part of its time that a statement rests. */
  let part = 0;
  let fruitless = 0;
  let givenUp = 0;
  let noRestsUntil = 0;

  /** @returns whether somebody had fallen behind; null where that never ended. */
  const settle = async (session: Session, rate: number, limit: number): Promise<boolean | null> => {
    const until = performance.now() + limit;
    const every = Math.max(look, (1_000 * enough) / rate);
    if (every > longestLook) return false;
    let before = await written(session);
    for (let looks = 1; ; looks += 1) {
      await sleep(every);
      const now = await written(session);
      const caughtUp = perSecond(before, now) <= faster * rate;
      const ended = caughtUp || now.at > until || signal?.aborted === true;
      if (!ended || looks > 2) onWait(!ended);
      if (ended) return caughtUp ? looks > 2 : null;
      before = now;
    }
  };

  return {
    piece: async (session, work, canRest = true) => {
      const before = await written(session);
      const result = await work();
      const after = await written(session);
      const took = after.at - before.at;
      if (!isBusy() || after.at < noRestsUntil || after.number - before.number < enough)
        return result;
      const behind = await settle(
        session,
        perSecond(before, after),
        Math.min(Math.max(took, 500), longestRest),
      );
      if (behind === null) {
        fruitless += 1;
        if (fruitless < 2) return result;
        noRestsUntil = performance.now() + withoutRests * 2 ** givenUp;
        givenUp += 1;
      } else {
        [fruitless, givenUp] = [0, 0];
        if (canRest) part = behind ? more(part) : part - Math.min(part, 0.05);
        else if (behind) part = Math.max(part, firstRest);
      }
      return result;
    },
    resting: (rowsPerSecond) => {
      if (part < 0.01 || !isBusy()) return null;
      const often = part / (1 - part) / (rowsPerSecond * nap);
      return `CASE WHEN pg_catalog.random() < ${often.toExponential(3)} THEN pg_catalog.pg_sleep(${nap}) IS NOT NULL ELSE true END`;
    },
  };
}

function more(part: number): number {
  return part < firstRest ? firstRest : Math.min(part + 0.1, mostRest);
}

interface Written {
  /** Milliseconds of this process. */
  readonly at: number;
  /** The next number of a transaction that writes. */
  readonly number: number;
}

async function written(session: Session): Promise<Written> {
  const { rows } = await session.query<{ number: string }>(
    `SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text AS number`,
  );
  return { at: performance.now(), number: Number(rows[0]?.number ?? 0) };
}

function perSecond(before: Written, after: Written): number {
  return (1_000 * (after.number - before.number)) / (after.at - before.at);
}
