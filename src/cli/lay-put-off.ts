import type { Catalog } from '../catalog/catalog.ts';
import { diagnose } from '../diagnose/diagnose.ts';
import { isExplained } from '../diagnose/explained-kinds.ts';
import type { Fault, PutOff } from '../diagnose/fault.ts';
import { executeDirect } from '../execute/execute-direct.ts';
import { inspectDatabase } from '../execute/inspect-database.ts';
import { readPutOffKeys } from '../execute/journal.ts';
import { look } from '../execute/look.ts';
import type { RunInfo } from '../execute/open-run.ts';
import type { Decision, Plan } from '../plan/plan.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { faultHeadline } from '../report/report-fault.ts';
import type { MendedStatement, NotLaid } from '../report/report-summary.ts';
import { askToCarryOut } from './ask-to-carry-out.ts';
import { failureOf } from './fail.ts';
import { planOptions, type SharedOptions } from './options.ts';
import { progress } from './progress.ts';
import { consent, mendedStatement } from './summarise-run.ts';
import type { Voice } from './voice.ts';

export interface LaidKeys {
  readonly mended: MendedStatement[];
  readonly notLaid: NotLaid[];
  readonly decisions: Decision[];
  /** Of all keys that were looked at, laid or not. */
  readonly plans: Plan[];
}

/**
 * Lays the foreign keys that are put off and whose tables are there by now, each in a transaction of its own, those of
 * earlier runs that did not get so far as well. That was agreed to when they were put off; what else a key needs (other
 * types, rows without a match) is asked about.
 *
 * @param session outside any transaction.
 */
export async function layPutOff(
  session: Session,
  run: RunInfo,
  options: SharedOptions,
  speaker: Voice,
): Promise<LaidKeys> {
  const waiting = await inTransaction(session, () =>
    look(session, options.journalSchema, () => readPutOffKeys(session, options.journalSchema)),
  );
  const laid: LaidKeys = { mended: [], notLaid: [], decisions: [], plans: [] };
  for (const key of waiting) {
    const { catalog, plan } = await inspectDatabase(session, {
      plan: planOptions(options),
      maps: options.map,
      schema: null,
      putOff: key,
    });
    laid.plans.push(plan);
    const fault = plan.faults.flatMap((one) => (isPutOff(one.fault) ? [one.fault] : []))[0];
    if (fault === undefined) continue;
    const open = await whatIsOpen(plan, fault, options, speaker);
    if (open === null) {
      const done = await lay(session, { plan, catalog, fault, run }, options, speaker);
      if (typeof done !== 'string') laid.mended.push(done);
      else laid.notLaid.push({ reason: done, statement: fault.statement, run: key.run });
    } else {
      laid.notLaid.push({ reason: open.reason, statement: fault.statement, run: key.run });
      laid.decisions.push(...open.decisions);
    }
  }
  return laid;
}

interface Open {
  readonly reason: string;
  readonly decisions: readonly Decision[];
}

/** Why the key is not to be laid now; null when it is. */
async function whatIsOpen(
  plan: Plan,
  fault: PutOff,
  options: SharedOptions,
  speaker: Voice,
): Promise<Open | null> {
  const closed = (reason: string): Open => ({ reason, decisions: [] });
  if (fault.state === 'waiting' || fault.state === 'lost') {
    return closed(`${faultHeadline(fault)}.`);
  }
  if (options.dryRun === true) return closed(`${faultHeadline(fault)} (--dry-run lays nothing).`);
  const needed = plan.faults.filter((one) => !one.optional);
  if (needed.every((one) => isPutOff(one.fault))) return null;
  const shown = { ...plan, faults: needed };
  const answer = await askToCarryOut(shown, options, speaker);
  if (plan.refusals.length > 0) return closed(plan.refusals.join(' '));
  if (answer === 'undecided') {
    const decisions = plan.decisions.length > 0 ? plan.decisions : [consent(shown)];
    return { reason: `${faultHeadline(fault)}, and needs a decision.`, decisions };
  }
  return answer === 'no' ? closed(`${faultHeadline(fault)}, and was declined.`) : null;
}

/** @returns why it failed, where it did */
async function lay(
  session: Session,
  work: {
    readonly plan: Plan;
    readonly catalog: Catalog;
    readonly fault: PutOff;
    readonly run: RunInfo;
  },
  options: SharedOptions,
  speaker: Voice,
): Promise<MendedStatement | string> {
  const { plan, catalog, fault, run } = work;
  try {
    const applied = await executeDirect(session, plan, catalog, {
      run,
      lockTimeout: `${options.lockTimeout}ms`,
      statement: fault.statement,
      onProgress: progress(speaker, options.verbose === true),
    });
    return mendedStatement({ plan, applied });
  } catch (error) {
    if (!(error instanceof ServerError || error instanceof PgmendError)) throw error;
    const known =
      error instanceof ServerError ? diagnose({ statement: fault.statement, error, catalog }) : [];
    const why = known.filter(isExplained).map((one) => `${one.headline}. ${one.refusal}`);
    const { message, next } = failureOf(error);
    return `${faultHeadline(fault)}. ${why.length > 0 ? why.join(' ') : `${message} ${next}`}`;
  }
}

function isPutOff(fault: Fault): fault is PutOff {
  return fault.kind === 'put-off-key';
}
