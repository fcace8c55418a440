import { isClaimed, isOpen, type LivePhase, readLiveRuns } from '../execute/live/live-journal.ts';
import type { Session } from '../postgres/session.ts';
import { maskedPlan } from '../report/mask.ts';
import { reportDiagnosis } from '../report/report-diagnosis.ts';
import { goOnWords } from '../report/report-live.ts';
import { reportQuestions } from '../report/report-questions.ts';
import { askQuestions } from './ask-questions.ts';
import { exitCode } from './exit-code.ts';
import { inspect } from './inspect.ts';
import type { SharedOptions } from './options.ts';
import { voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/** Milliseconds: a doctor that keeps a large database busy is not asked again. */
const patience = { each: 10_000, all: 60_000 };

/** @returns 0 when nothing is wrong, 1 when faults were found */
export async function examine(options: SharedOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const wide = { ...options, choose: options.choose ?? {}, all: true as const };
  const { plan, questions, left } = await withDatabase(
    options.url,
    speaker,
    async (session, tool, _open, target) => {
      const found = await inspect(session, wide, patience);
      return {
        ...found,
        questions: await askQuestions(session, tool, target, found, options),
        left: await leftLive(session, options.journalSchema),
      };
    },
  );
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
async function leftLive(
  session: Session,
  journalSchema: string,
): Promise<{ readonly run: string; readonly phase: LivePhase }[]> {
  const left: { run: string; phase: LivePhase }[] = [];
  const runs = await readLiveRuns(session, journalSchema).catch(() => []);
  for (const live of runs.filter(isOpen)) {
    if (!(await isClaimed(session, live.id))) left.push({ run: live.run, phase: live.phase });
  }
  return left;
}
