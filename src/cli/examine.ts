import { maskedPlan } from '../report/mask.ts';
import { reportDiagnosis } from '../report/report-diagnosis.ts';
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
  const { plan, questions } = await withDatabase(
    options.url,
    speaker,
    async (session, tool, _open, target) => {
      const found = await inspect(session, wide, patience);
      return { ...found, questions: await askQuestions(session, tool, target, found, options) };
    },
  );
  if (options.json === true) {
    const { format, database, serverVersion, faults, uncounted = [] } = maskedPlan(plan);
    speaker.json({ format, database, serverVersion, questions, faults, uncounted });
  } else {
    speaker.say(`${reportQuestions(questions, speaker.palette)}\n`);
    speaker.say(reportDiagnosis(plan, speaker.palette));
  }
  // A key that nobody could look at and that is NOT VALID is wrong whatever its rows are.
  const open = plan.uncounted?.some(
    ({ fault }) => fault.declaredBy === 'catalog' && fault.kind !== 'sequence-behind',
  );
  return plan.faults.length === 0 && open !== true ? exitCode.done : exitCode.faultsRemain;
}
