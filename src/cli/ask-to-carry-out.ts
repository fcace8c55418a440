import type { Plan } from '../plan/plan.ts';
import type { HeldStatement } from '../relay/held-statement.ts';
import { maskedPlan } from '../report/mask.ts';
import { reportPlan } from '../report/report-plan.ts';
import { reportSql } from '../report/report-sql.ts';
import { type Answer, ask } from './ask.ts';
import type { SharedOptions } from './options.ts';
import type { Voice } from './voice.ts';

/** `decision-needed`: nobody has decided, or the plan leaves something open that a yes does not cover. */
export type Consent = 'yes' | 'no' | 'decision-needed';

/**
 * Shows the plan and finds out whether it is to be carried out: `--yes`, `--dry-run`, or a question on the terminal.
 *
 * @param signal aborts when the question has lost its point: the client has gone
 */
export async function askToCarryOut(
  plan: Plan,
  options: Pick<SharedOptions, 'yes' | 'dryRun' | 'all' | 'verbose' | 'askTimeout'>,
  voice: Voice,
  held?: HeldStatement,
  signal?: AbortSignal,
): Promise<Consent> {
  const text = reportPlan(plan, {
    palette: voice.palette,
    showSamples: voice.showSamples,
    verbose: options.verbose === true,
    all: options.all === true,
    ...(held === undefined ? {} : { held }),
  });
  voice.say(`\n${text}\n`);
  if (plan.decisions.length > 0) return 'decision-needed';
  if (plan.refusals.length > 0 || options.dryRun === true) return 'no';
  if (options.yes === true) return 'yes';
  const answer = await ask({
    text: 'Carry this out?',
    preface: text,
    details: () => reportSql(voice.showSamples ? plan : maskedPlan(plan)),
    timeout: options.askTimeout,
    ...(signal === undefined ? {} : { signal }),
  });
  return consentOf(answer, options.askTimeout, voice);
}

function consentOf(answer: Answer, timeout: number, { warn, palette }: Voice): Consent {
  if (answer !== 'unanswered') return answer;
  warn(
    palette.yellow(
      `Nobody answered${timeout > 0 ? '' : ' in time'}. --yes carries out such a plan without asking.`,
    ),
  );
  return 'decision-needed';
}
