import { readRepairs } from '../execute/journal.ts';
import { reportLog } from '../report/report-log.ts';
import { exitCode } from './exit-code.ts';
import type { SharedOptions } from './options.ts';
import { voice } from './voice.ts';
import { reading, withDatabase } from './with-database.ts';

/** @param run null for all */
export async function showLog(run: string | undefined, options: SharedOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const repairs = await withDatabase(options.url, speaker, (session) =>
    reading(session, () => readRepairs(session, options.journalSchema)),
  );
  const wanted = run === undefined ? repairs : repairs.filter((one) => one.run === run);
  if (options.json === true) speaker.json({ format: 1, repairs: wanted });
  else speaker.say(reportLog(wanted, speaker.palette, options.verbose === true));
  return exitCode.done;
}
