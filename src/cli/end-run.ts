import { findUndoMaterial, finishRun, type UndoMaterial } from '../execute/finish-run.ts';
import { finishLive } from '../execute/live/finish-live.ts';
import { type LiveRun, readLiveRuns } from '../execute/live/live-journal.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayQualified } from '../postgres/quote.ts';
import { counted, indent, listed, printable } from '../report/words.ts';
import { liveOptions, tellsWaits } from './carry-out-live.ts';
import { confirm } from './confirm.ts';
import { exitCode } from './exit-code.ts';
import type { SharedOptions } from './options.ts';
import { voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/**
 * Drops what undo needs of a run.
 *
 * @returns 0 when done or shown, 1 when somebody said no, 3 when nobody could answer
 */
export async function endRun(run: string | undefined, options: SharedOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  return withDatabase(options.url, speaker, async (session, _tool, open) => {
    const material = await findUndoMaterial(session, options.journalSchema, run ?? null);
    const live = (await readLiveRuns(session, options.journalSchema)).filter(
      (one) => one.repair !== null && material.repairs.includes(one.repair),
    );
    const unfinished = live.find((one) => one.phase !== 'done' && one.phase !== 'finishing');
    if (unfinished !== undefined) throw notDone(unfinished);
    const text = [
      `Finishing run ${material.run}: it can no longer be taken back.`,
      ...[...lines(material), ...live.map(liveLine)].map((line) => indent(printable(line))),
    ].join('\n');
    speaker.say(text);
    const finish = (code: number, finished: boolean): number => {
      if (options.json === true) speaker.json({ format: 1, exitCode: code, finished, ...material });
      return code;
    };
    if (options.dryRun === true) return finish(exitCode.done, false);
    const stopped = await confirm({ text: 'Finish it?', preface: text }, options, speaker);
    if (stopped !== null) return finish(stopped, false);
    if (live.length > 0)
      await finishLive(live, material, {
        ...liveOptions(options, open),
        ...tellsWaits(speaker, options),
      });
    else await finishRun(session, options.journalSchema, material);
    speaker.say(`${speaker.palette.green('Finished.')}`);
    return finish(exitCode.done, true);
  });
}

function lines({ pairs, values, objects, kept }: UndoMaterial): string[] {
  return [
    ...(pairs === 0 ? [] : [`${counted(pairs, 'pair')} of old and new values go.`]),
    ...(values === 0 ? [] : [`${counted(values, 'old value')} that stand row by row go.`]),
    ...(objects.length === 0
      ? []
      : [`What was put away goes: ${listed(objects.map((one) => `${one.kind} ${one.name}`))}.`]),
    ...(kept === 0
      ? []
      : [`${counted(kept, 'kept value or row', 'kept values and rows')} stay: pgmend kept`]),
  ];
}

function liveLine({ design }: LiveRun): string {
  const names = listed(design.tables.map((one) => displayQualified(one.table)));
  return `The old tables of ${names} go, and the triggers that capture what is written since.`;
}

function notDone({ run }: LiveRun): PgmendError {
  return new PgmendError(
    'live-not-done',
    `The live execution of run ${run} is not at its end.`,
    `Go on with: pgmend resume ${run}`,
    1,
  );
}
