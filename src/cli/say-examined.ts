import { isClaimed, isOpen, type LivePhase, readLiveRuns } from '../execute/live/live-journal.ts';
import type { Plan } from '../plan/plan.ts';
import type { Session } from '../postgres/session.ts';
import { maskedPlan } from '../report/mask.ts';
import { reportDiagnosis } from '../report/report-diagnosis.ts';
import { goOnWords } from '../report/report-live.ts';
import { type Question, reportQuestions } from '../report/report-questions.ts';
import { exitCode } from './exit-code.ts';
import type { SharedOptions } from './options.ts';
import type { Voice } from './voice.ts';

interface LeftLive {
  readonly run: string;
  readonly phase: LivePhase;
}

/** What `pgmend doctor` found. */
export interface Examined {
  readonly plan: Plan;
  readonly questions: readonly Question[];
  readonly left: readonly LeftLive[];
}

/** @returns 0 when nothing is wrong, 1 when faults were found */
export function sayExamined(
  { plan, questions, left }: Examined,
  options: Pick<SharedOptions, 'json'>,
  speaker: Voice,
): number {
  if (options.json === true) {
    const { format, database, serverVersion, faults, uncounted = [] } = maskedPlan(plan);
    speaker.json({ format, database, serverVersion, questions, faults, uncounted, live: left });
  } else {
    speaker.say(`${reportQuestions(questions, speaker.palette)}\n`);
    speaker.say(reportDiagnosis(plan, speaker.palette));
    for (const { run, phase } of left) {
      speaker.say(
        speaker.palette.yellow(
          `\nThe live execution of run ${run} was left (${phase}): its triggers go on capturing what is written. ${goOnWords({ run, phase })}`,
        ),
      );
    }
  }
  // A key that nobody could look at and that is NOT VALID is wrong whatever its rows are.
  const open = plan.uncounted?.some(
    ({ fault }) => fault.declaredBy === 'catalog' && fault.kind !== 'sequence-behind',
  );
  return plan.faults.length === 0 && open !== true && left.length === 0
    ? exitCode.done
    : exitCode.faultsRemain;
}

/** Live executions that nobody is at work on. */
export async function readLeftLive(session: Session, journalSchema: string): Promise<LeftLive[]> {
  const left: LeftLive[] = [];
  const runs = await readLiveRuns(session, journalSchema).catch(() => []);
  for (const live of runs.filter(isOpen)) {
    if (!(await isClaimed(session, live.id))) left.push({ run: live.run, phase: live.phase });
  }
  return left;
}
