import { writeFile } from 'node:fs/promises';
import type { Plan, PlannedFault } from '../plan/plan.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Session } from '../postgres/session.ts';
import { maskedPlan } from '../report/mask.ts';
import { reportHtml } from '../report/report-html.ts';
import { reportSql } from '../report/report-sql.ts';
import { printable } from '../report/words.ts';
import { planText } from './ask-to-carry-out.ts';
import { chooseExecution } from './choose-execution.ts';
import { exitCode } from './exit-code.ts';
import { inspect } from './inspect.ts';
import type { PlanCommandOptions } from './plan.ts';
import { type Voice, voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/** @returns 0 when the plan can be carried out or is empty, 1 when it is refused, 3 when it leaves something open */
export async function showPlan(options: PlanCommandOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const { catalog, plan, live, code } = await withDatabase(options.url, speaker, (session) =>
    withExecution(session, options, speaker),
  );
  if (options.html !== undefined) {
    await writeFile(options.html, reportHtml(plan, catalog, live)).catch((error: Error) => {
      throw new PgmendError(
        'cannot-write',
        `${options.html} cannot be written: ${error.message}.`,
        'Name a file in a folder that is there and may be written to.',
      );
    });
    speaker.say(`Written: ${printable(options.html)}`);
  }
  if (options.json === true) speaker.json(maskedPlan(plan));
  else if (options.html !== undefined) return code;
  else if (options.sql === true) speaker.say(reportSql(plan).trimEnd());
  else if (plan.faults.length === 0) speaker.say(nothingWrong(plan));
  else speaker.say(planText(plan, options, speaker, undefined, live));
  return code;
}

/** The plan, and how `fix` would carry it out; where that refuses to, it is said, and the plan is shown all the same. */
async function withExecution(session: Session, options: PlanCommandOptions, speaker: Voice) {
  const { catalog, plan } = await inspect(session, options);
  // The plan as data and as SQL is the same, however it is carried out; the page is not.
  if ((options.json === true || options.sql === true) && options.html === undefined)
    return { catalog, plan, live: null, code: verdictOf(plan) };
  try {
    const live = await chooseExecution(session, plan, catalog, options, speaker);
    return { catalog, plan, live, code: verdictOf(plan) };
  } catch (error) {
    if (!(error instanceof PgmendError)) throw error;
    speaker.warn(printable(`${error.message} ${error.next}`));
    return { catalog, plan, live: null, code: error.exitCode };
  }
}

/** What there is to say when there is nothing to mend. */
export function nothingWrong(plan: Plan): string {
  return `Nothing is wrong with the references of database ${plan.database}.`;
}

/** How far the plan is from being carried out, as an exit code. */
export function verdictOf(plan: Plan): number {
  if (plan.decisions.length > 0) return exitCode.decisionNeeded;
  return plan.refusals.length > 0 || plan.faults.some(isWaiting)
    ? exitCode.faultsRemain
    : exitCode.done;
}

/** A foreign key that is put off and cannot be laid yet: no reason to leave the rest undone. */
export function isWaiting({ fault, chosen }: PlannedFault): boolean {
  return fault.kind === 'put-off-key' && chosen === null;
}
