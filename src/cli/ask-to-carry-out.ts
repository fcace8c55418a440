import type { LiveOutline } from '../execute/live/live-locks.ts';
import type { Plan } from '../plan/plan.ts';
import type { Answer } from '../relay/held-outcome.ts';
import { maskedPlan } from '../report/mask.ts';
import { reportDecisions } from '../report/report-decisions.ts';
import { reportPlan, type ShownStatement } from '../report/report-plan.ts';
import { reportSql } from '../report/report-sql.ts';
import { ask } from './ask.ts';
import { exitCode } from './exit-code.ts';
import type { SharedOptions } from './options.ts';
import { verdictOf } from './show-plan.ts';
import { consent } from './summarise-run.ts';
import type { Voice } from './voice.ts';

type Wishes = Pick<SharedOptions, 'yes' | 'dryRun' | 'all' | 'verbose' | 'askTimeout'>;

/** The plan as this user sees it. */
export function planText(
  plan: Plan,
  options: Pick<SharedOptions, 'all' | 'verbose'>,
  voice: Voice,
  held?: ShownStatement,
  live: LiveOutline | null = null,
): string {
  return reportPlan(plan, {
    ...(live === null ? {} : { live }),
    palette: voice.palette,
    showSamples: voice.showSamples,
    verbose: options.verbose === true,
    all: options.all === true,
    ...(held === undefined ? {} : { held }),
  });
}

/**
 * Shows the plan and finds out whether it is to be carried out: `--yes`, `--dry-run`, or a question on the terminal.
 * What the plan leaves open is never covered by a yes: that is `undecided`.
 *
 * @param signal aborts when the question has lost its point: the client has gone
 * @param live how, where it is carried out in the background
 */
export async function askToCarryOut(
  plan: Plan,
  options: Wishes,
  voice: Voice,
  held?: ShownStatement,
  signal?: AbortSignal,
  live: LiveOutline | null = null,
): Promise<Answer> {
  const text = planText(plan, options, voice, held, live);
  voice.say(`\n${text}\n`);
  if (plan.decisions.length > 0) return 'undecided';
  if (plan.refusals.length > 0 || options.dryRun === true) return 'no';
  if (options.yes === true) return 'yes';
  const others = plan.faults.filter((planned) => planned.optional).length;
  const reply = await ask({
    text: 'Carry this out?',
    preface: text,
    more:
      others === 0 || options.all === true
        ? null
        : `and the ${others === 1 ? 'other one' : `${others} others`} found`,
    details: () => reportSql(voice.showSamples ? plan : maskedPlan(plan)),
    timeout: options.askTimeout,
    ...(signal === undefined ? {} : { signal }),
  });
  return reply === 'unanswered' ? 'undecided' : reply;
}

/**
 * How a command ends that was not allowed to carry its plan out; null when it was.
 *
 * @returns the exit code, and what its JSON has besides the plan
 */
export function withoutConsent(
  answer: Answer,
  plan: Plan,
  options: Pick<SharedOptions, 'dryRun'>,
  speaker: Voice,
): { readonly code: number; readonly result: object } | null {
  if (answer === 'undecided') {
    const decisions = plan.decisions.length > 0 ? plan.decisions : [consent(plan)];
    speaker.warn(reportDecisions(decisions, speaker.palette));
    return { code: exitCode.decisionNeeded, result: { applied: null, decisions } };
  }
  if (answer !== 'no') return null;
  const code = options.dryRun === true ? verdictOf(plan) : exitCode.faultsRemain;
  return { code, result: { applied: null } };
}
