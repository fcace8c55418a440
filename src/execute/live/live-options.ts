import type { Unmatched } from '../../plan/plan.ts';
import type { LiveEvent } from './live-events.ts';
import type { OpenSession } from './live-session.ts';
import type { ThrottleLimits } from './throttle.ts';
import type { BriefLock } from './with-brief-lock.ts';

/** How a live execution works. */
export interface LiveOptions {
  readonly open: OpenSession;
  readonly journalSchema: string;
  /** Connections that copy and build indexes. */
  readonly workers: number;
  /** As many of them work while others use the server. */
  readonly workersWhileBusy: number;
  /** Milliseconds for one attempt to lock: so long do others wait behind it. */
  readonly lockAttempt: number;
  /** Milliseconds after which locking is given up. */
  readonly lockPatience: number;
  readonly throttle: ThrottleLimits;
  /** Rows a second that are copied at most; null for as many as there can be. */
  readonly maxRate: number | null;
  /** What becomes of values that came meanwhile and match nothing; null: nobody has said. */
  readonly unmatched: Unmatched | null;
  /** Aborts at the next place where it can go on later. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: LiveEvent) => void;
}

/** Rows written so shortly before that a further turn would find as many again. */
export const few = 200;
/** Keys of one turn of the log. */
export const turnLimit = 5_000;

/** How long the locks of these options are asked for; each attempt that failed is told as an event. */
export function briefLock({ lockAttempt, lockPatience, onEvent }: LiveOptions): BriefLock {
  return {
    attempt: lockAttempt,
    patience: lockPatience,
    onRetry: (attempts, pause, holders) => onEvent?.({ kind: 'retry', attempts, pause, holders }),
  };
}
