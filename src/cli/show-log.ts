import { readPutOffKeys, readRepairs } from '../execute/journal.ts';
import { requireRun } from '../execute/require-run.ts';
import { maskedPlan } from '../report/mask.ts';
import { reportLog } from '../report/report-log.ts';
import { exitCode } from './exit-code.ts';
import type { SharedOptions } from './options.ts';
import { voice } from './voice.ts';
import { reading, withDatabase } from './with-database.ts';

/**
 * @param run undefined for all
 * @throws PgmendError `no-such-run`
 */
export async function showLog(run: string | undefined, options: SharedOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const { all, putOff } = await withDatabase(options.url, speaker, (session) =>
    reading(session, async () => {
      await requireRun(session, options.journalSchema, run);
      return {
        all: await readRepairs(session, options.journalSchema),
        putOff: await readPutOffKeys(session, options.journalSchema),
      };
    }),
  );
  const waiting = putOff.filter((one) => run === undefined || one.run === run);
  const wanted = run === undefined ? all : all.filter((one) => one.run === run);
  if (options.json === true) {
    const repairs = wanted.map((one) => ({ ...one, plan: maskedPlan(one.plan) }));
    speaker.json({ format: 1, repairs, putOff: waiting });
  } else speaker.say(reportLog(wanted, speaker.palette, options.verbose === true, waiting));
  return exitCode.done;
}
