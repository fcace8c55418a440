import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../postgres/session.ts';
import { watchOthers } from './watch-others.ts';

/** When a live execution lets others go first. */
export interface ThrottleLimits {
  /** Milliseconds that a replica may be behind. */
  readonly replicaLag: number;
  /** Milliseconds by which the server may answer later than at its quickest: what the application feels. */
  readonly latency: number;
  /** Locks that others may wait for at a time. */
  readonly lockQueue: number;
}

/** Milliseconds between two looks. */
const every = 1_000;
/** Milliseconds of each pause. */
const pause = 250;

/** What stands between the pieces of a live execution's work. */
export interface Gate {
  /** Resolves at once, or when the server has room again. */
  readonly pass: () => Promise<void>;
  /** Others use the server: the work has to leave them its processors. */
  readonly isBusy: () => boolean;
}

/**
 * A gate before each piece of work.
 *
 * @param session may be in use by others between their transactions.
 * @param onPause told the reason at each look; null when the pause is over.
 */
export function throttle(
  session: Session,
  limits: ThrottleLimits,
  onPause: (reason: string | null) => void,
  signal?: AbortSignal,
): Gate {
  const others = watchOthers(session);
  let quickest = Number.POSITIVE_INFINITY;
  let looked = 0;
  let paused = false;
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    for (;;) {
      const started = performance.now();
      const state = await readState(session);
      const took = performance.now() - started;
      quickest = Math.min(quickest, took);
      await others.look();
      const reason = reasonToWait(state, took - quickest, limits);
      looked = performance.now();
      if (reason === null || signal?.aborted === true) break;
      paused = true;
      onPause(reason);
      await sleep(pause);
    }
    if (paused) onPause(null);
    paused = false;
  };
  return {
    pass: async () => {
      if (performance.now() - looked < every) return;
      looking ??= look().finally(() => {
        looking = null;
      });
      await looking;
    },
    isBusy: others.areAtWork,
  };
}

interface State {
  readonly lag: number | null;
  readonly queue: number;
}

async function readState(session: Session): Promise<State> {
  const { rows } = await session.query<State>(
    `SELECT (SELECT pg_catalog.max(extract(epoch FROM r.replay_lag))::float8 * 1000 FROM pg_catalog.pg_stat_replication AS r WHERE r.state = 'streaming') AS lag, ` +
      `(SELECT count(*)::int4 FROM pg_catalog.pg_locks AS l WHERE NOT l.granted AND l.pid <> pg_catalog.pg_backend_pid()) AS queue`,
  );
  return rows[0] ?? { lag: null, queue: 0 };
}

function reasonToWait({ lag, queue }: State, late: number, limits: ThrottleLimits): string | null {
  if (lag !== null && lag > limits.replicaLag) {
    return `a replica is ${Math.round(lag / 1000)} s behind`;
  }
  if (queue > limits.lockQueue) return `${queue} sessions wait for locks`;
  if (late > limits.latency) return `the server answers ${Math.round(late)} ms late`;
  return null;
}
