import type { Catalog } from '../catalog/catalog.ts';
import type { Applied } from '../execute/apply-plan.ts';
import type { LivePhase, LiveRun } from '../execute/live/live-journal.ts';
import type { LiveOutline } from '../execute/live/live-locks.ts';
import type { Plan } from '../plan/plan.ts';
import type { Hazard } from '../plan/step.ts';
import type { Session } from '../postgres/session.ts';
import type { HeldStatement } from './held-statement.ts';

/** How a plan is carried out beside the application. */
export interface LiveWay extends LiveOutline {
  /** One that was begun for the same columns before, and is gone on with. */
  readonly begun: LiveRun | null;
}

/** What came of it. Of `prepared` the cut-over is still to be asked for. */
export type LiveEnd =
  | { readonly kind: 'done'; readonly run: string; readonly applied: Applied }
  | { readonly kind: 'prepared' | 'paused'; readonly run: string; readonly phase: LivePhase };

/** Carries plans out beside the application, on connections of pgmend's own, while a statement is held. */
export interface Beside {
  /**
   * Where `way` is null the plan is carried out in one transaction, at the cost of the hazards.
   *
   * @param session of the held statement.
   * @throws PgmendError where it has to be carried out so and cannot.
   */
  choose(
    plan: Plan,
    catalog: Catalog,
    held: HeldStatement,
    session: Session,
  ): Promise<{ readonly way: LiveWay | null; readonly hazards: readonly Hazard[] }>;
  /**
   * Outlives the statement: one that is abandoned lets it pause, and it can be gone on with.
   *
   * @throws PgmendError as {@link startLive}.
   */
  carryOut(
    plan: Plan,
    catalog: Catalog,
    way: LiveWay,
    session: Session,
    signal: AbortSignal,
  ): Promise<LiveEnd>;
  /**
   * Behind it: lays the foreign key that is all the held statement asks for, so that no writer waits while the rows are
   * checked.
   *
   * @param session of the held statement, outside any transaction of the client's.
   * @returns false where the statement has to be sent as it is, as {@link layKey} says.
   */
  layKey(sql: string, session: Session, signal: AbortSignal): Promise<boolean>;
}
