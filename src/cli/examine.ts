import { maskedPlan } from '../report/mask.ts';
import { reportDiagnosis } from '../report/report-diagnosis.ts';
import { exitCode } from './exit-code.ts';
import { inspect } from './inspect.ts';
import type { SharedOptions } from './options.ts';
import { voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/** @returns 0 when nothing is wrong, 1 when faults were found */
export async function examine(options: SharedOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const wide = { ...options, choose: options.choose ?? {}, all: true as const };
  const { plan } = await withDatabase(options.url, speaker, (session) => inspect(session, wide));
  if (options.json === true) {
    const { format, database, serverVersion, faults } = maskedPlan(plan);
    speaker.json({ format, database, serverVersion, faults });
  } else {
    speaker.say(reportDiagnosis(plan, speaker.palette));
  }
  return plan.faults.length === 0 ? exitCode.done : exitCode.faultsRemain;
}
