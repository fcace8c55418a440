import type { Applied } from '../execute/apply-plan.ts';
import type { LivePhase } from '../execute/live/live-journal.ts';
import type { Plan } from '../plan/plan.ts';
import type { PgmendError } from '../postgres/pgmend-error.ts';
import type { ServerError } from '../postgres/server-error.ts';
import type { HeldStatement } from './held-statement.ts';

/** `all`: also the inferred faults of the same plan. */
export type Answer = 'yes' | 'all' | 'no' | 'undecided';

/** How one held statement ended, for the summary at the end. */
export interface HeldOutcome {
  readonly held: HeldStatement;
  /** null when it failed before there was one. */
  readonly plan: Plan | null;
  readonly result:
    | 'mended'
    | 'answered'
    | 'declined'
    | 'undecided'
    | 'refused'
    | 'failed'
    | 'rolled back'
    /** Prepared live; it waits for `pgmend cutover`. */
    | 'prepared'
    /** Live execution was stopped on the way. */
    | 'paused';
  readonly applied: Applied | null;
  /** Its own run in the journal, where it was carried out live, and where that stands; it outlives the statement. */
  readonly live?: { readonly run: string; readonly phase: LivePhase };
  /** Why, where it failed. */
  readonly error: PgmendError | ServerError | null;
  /** What the ledger recorded when the statement was held. */
  readonly ledgerBefore: readonly string[] | null;
}
