import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../postgres/session.ts';

/** When a live execution lets others go first. */
export interface ThrottleLimits {
  /** Milliseconds that a replica may be behind. */
  readonly replicaLag: number;
  /** Milliseconds that the server may take to answer a small question: what the application feels. */
  readonly latency: number;
  /** Locks that others may wait for at a time. */
  readonly lockQueue: number;
}

/** Milliseconds between two looks, and for each pause. */
const every = 1_000;

/**
 * A gate before each piece of work: it opens at once, or when the server has room again.
 *
 * @param session may be in use by others between their transactions.
 * @param onPause told the reason once for each pause; null when it is over.
 */
export function throttle(
  session: Session,
  limits: ThrottleLimits,
  onPause: (reason: string | null) => void,
  signal?: AbortSignal,
): () => Promise<void> {
  let looked = 0;
  let paused = false;
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    for (;;) {
      const reason = await reasonToWait(session, limits);
      looked = performance.now();
      if (reason === null || signal?.aborted === true) break;
      paused = true;
      onPause(reason);
      await sleep(every);
    }
    if (paused) onPause(null);
    paused = false;
  };
  return async () => {
    if (performance.now() - looked < every) return;
    looking ??= look().finally(() => {
      looking = null;
    });
    await looking;
  };
}

async function reasonToWait(session: Session, limits: ThrottleLimits): Promise<string | null> {
  const started = performance.now();
  const { rows } = await session.query<{ lag: number | null; queue: number }>(
    `SELECT (SELECT pg_catalog.max(extract(epoch FROM r.replay_lag))::float8 * 1000 FROM pg_catalog.pg_stat_replication AS r WHERE r.state = 'streaming') AS lag, ` +
      `(SELECT count(*)::int4 FROM pg_catalog.pg_locks AS l WHERE NOT l.granted AND l.pid <> pg_catalog.pg_backend_pid()) AS queue`,
  );
  const took = performance.now() - started;
  const { lag = null, queue = 0 } = rows[0] ?? {};
  if (lag !== null && lag > limits.replicaLag) {
    return `a replica is ${Math.round(lag / 1000)} s behind`;
  }
  if (queue > limits.lockQueue) return `${queue} sessions wait for locks`;
  if (took > limits.latency) return `the server takes ${Math.round(took)} ms to answer`;
  return null;
}
