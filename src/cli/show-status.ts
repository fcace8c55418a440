import { isClaimed, isOpen, type LiveRun, readLiveRuns } from '../execute/live/live-journal.ts';
import { liveLogDepths } from '../execute/live/log-depth.ts';
import { displayQualified } from '../postgres/quote.ts';
import { goOnWords, progressLine } from '../report/report-live.ts';
import { counted, indent, listed, printable } from '../report/words.ts';
import { exitCode } from './exit-code.ts';
import type { SharedOptions } from './options.ts';
import { voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/** @returns 0 */
export async function showStatus(options: SharedOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  const all = await withDatabase(options.url, speaker, async (session) => {
    const runs = (await readLiveRuns(session, options.journalSchema)).filter(
      (one) => isOpen(one) || one.phase === 'done',
    );
    const told = [];
    for (const run of runs) {
      told.push({
        run,
        atWork: await isClaimed(session, run.id),
        depth: await liveLogDepths(session, run),
      });
    }
    return told;
  });
  if (options.json === true) {
    speaker.json({
      format: 1,
      live: all.map(({ run, atWork, depth }) => ({
        run: run.run,
        phase: run.phase,
        cutover: run.cutover,
        atWork,
        progress: run.progress,
        captured: depth,
        started: run.started,
        beat: run.beat,
        tables: run.design.tables.map((one) => one.table),
      })),
    });
    return exitCode.done;
  }
  if (all.length === 0) speaker.say('No live execution is under way in this database.');
  for (const { run, atWork, depth } of all) {
    const names = listed(run.design.tables.map((one) => displayQualified(one.table)));
    speaker.say(
      [
        `${speaker.palette.bold(run.run)}  ${printable(names)}`,
        indent(progressLine(run.phase, run.progress)),
        ...(depth === 0 ? [] : [indent(`${counted(depth, 'captured change')} waiting`)]),
        indent(nextStep(run, atWork)),
      ].join('\n'),
    );
  }
  return exitCode.done;
}

function nextStep(run: LiveRun, atWork: boolean): string {
  if (run.phase === 'done') {
    return `Until pgmend finish ${run.run} the old tables are kept, and pgmend undo ${run.run} takes it back.`;
  }
  if (atWork) return 'A pgmend is at work on it.';
  return `Nobody is at work on it. ${goOnWords(run)}`;
}
