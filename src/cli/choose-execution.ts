import type { Catalog } from '../catalog/catalog.ts';
import { estimateLock, mayTakeLong } from '../execute/estimate-lock.ts';
import { checkLive } from '../execute/live/check-live.ts';
import type { LiveRun } from '../execute/live/live-journal.ts';
import { type LiveOutline, locksOfPhases } from '../execute/live/live-locks.ts';
import { preflight } from '../execute/live/preflight.ts';
import { begunFor } from '../execute/live/refuse-twice.ts';
import type { Plan } from '../plan/plan.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Session } from '../postgres/session.ts';
import { printable } from '../report/words.ts';
import { allComparable } from './carry-out-live.ts';
import type { SharedOptions } from './options.ts';
import type { Voice } from './voice.ts';

/** Milliseconds for which direct execution may keep tables locked, where nobody says more. */
export const maxLock = 2_000;

/**
 * How a plan is carried out in the background; null where it is done in one transaction. What would
 * keep tables locked for too long is done in the background by itself, and that is said.
 */
export async function chooseExecution(
  session: Session,
  plan: Plan,
  catalog: Catalog,
  options: SharedOptions,
  speaker: Voice,
): Promise<LiveOutline | null> {
  if (plan.conversions.length === 0 || plan.decisions.length + plan.refusals.length > 0) {
    return null;
  }
  const begun = await begunFor(session, plan, options.journalSchema);
  if (begun !== null) throw alreadyBegun(begun);
  const cutover = options.cutover ?? (allComparable(plan, catalog) ? 'now' : 'manual');
  if (options.live === true) {
    const phases = locksOfPhases(await checkLive(session, plan, catalog));
    await tellBefore(session, plan, catalog, speaker);
    return { cutover, phases };
  }
  const allowed = options.maxLock ?? maxLock;
  const estimated = mayTakeLong(plan)
    ? await inTransaction(session, () => estimateLock(session, plan, catalog))
    : 0;
  if (estimated <= allowed) return null;
  const design = await checkLive(session, plan, catalog).catch((error: unknown) => {
    throw error instanceof PgmendError ? tooLong(estimated, allowed, error) : error;
  });
  speaker.say(lockWords(estimated, allowed));
  await tellBefore(session, plan, catalog, speaker);
  return { cutover, phases: locksOfPhases(design) };
}

/** In one transaction it would be done behind the back of what copies the tables. */
function alreadyBegun({ run, phase }: LiveRun): PgmendError {
  return new PgmendError(
    'live-already',
    `Run ${run} has begun this live, and is at “${phase}”.`,
    `Nothing was changed. Go on with it: pgmend resume ${run}. Or take it back first: pgmend undo ${run}`,
    1,
  );
}

async function tellBefore(
  session: Session,
  plan: Plan,
  catalog: Catalog,
  speaker: Voice,
): Promise<void> {
  for (const note of await preflight(session, plan, catalog)) speaker.say(printable(note));
}

/** Why it is done live though nobody has asked for that. Milliseconds. */
export function lockWords(estimated: number, allowed: number): string {
  return `In one transaction the tables would be locked for about ${seconds(estimated)}, which is more than ${seconds(allowed)} (--max-lock): this is done live, beside the application. Say --max-lock ${enough(estimated)} to do it in one transaction all the same.`;
}

/** Nothing is done where nobody has said that so long a lock is meant. */
export function tooLong(estimated: number, allowed: number, cause: PgmendError): PgmendError {
  return new PgmendError(
    'lock-too-long',
    `In one transaction the tables would be locked for about ${seconds(estimated)}, which is more than ${seconds(allowed)}; and live it is not possible. ${cause.message}`,
    `Nothing was changed. Remove what stands in the way, or do it in one transaction all the same: --max-lock ${enough(estimated)}`,
    3,
    { cause },
  );
}

/** An estimate may be wrong by half. */
function enough(estimated: number): string {
  return `${Math.ceil(estimated / 500)}s`;
}

/** Milliseconds as people read them. */
export function seconds(milliseconds: number): string {
  return milliseconds < 10_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.round(milliseconds / 1000)} s`;
}
