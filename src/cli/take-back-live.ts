import { readRepairs } from '../execute/journal.ts';
import {
  type LivePhase,
  type LiveRun,
  readLiveRuns,
  refuseEnded,
} from '../execute/live/live-journal.ts';
import type { OpenSession } from '../execute/live/live-session.ts';
import { type LiveUndone, undoLive } from '../execute/live/undo-live.ts';
import type { OwnSession } from '../postgres/connect.ts';
import { displayQualified } from '../postgres/quote.ts';
import { reportProof } from '../report/report-proof.ts';
import { columnName, counted, indent, listed, printable } from '../report/words.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { liveOptions, tellsWaits } from './carry-out-live.ts';
import { confirm } from './confirm.ts';
import { exitCode } from './exit-code.ts';
import { runInfo } from './run-info.ts';
import type { UndoCommandOptions } from './undo.ts';
import { removeRecords, sayRecords, type UntrueRecords, untrueRecords } from './untrue-records.ts';
import type { Voice } from './voice.ts';
import { reading } from './with-database.ts';

/** The live execution that an undo means: the named one, or the newest where nothing was done after it. */
export async function liveToUndo(
  session: OwnSession,
  journalSchema: string,
  run: string | undefined,
): Promise<LiveRun | null> {
  const all = await readLiveRuns(session, journalSchema);
  const open = all.filter((one) => one.phase !== 'undone' && one.phase !== 'finished');
  if (run !== undefined) return open.find((one) => one.run === run) ?? null;
  const newest = open.at(-1);
  if (newest === undefined) return null;
  const repairs = await reading(session, () => readRepairs(session, journalSchema));
  const last = repairs.filter((one) => one.kind === 'mend' && one.state === 'applied').at(-1);
  return last === undefined || last.run <= newest.run ? newest : null;
}

/** What taking it back comes to. @param names of the tables */
function wayBack(phase: LivePhase, names: string): string {
  switch (phase) {
    case 'validating':
    case 'done':
      return `the old tables of ${names} get what was written since, in the types of before, and their names again, in one short transaction.`;
    case 'returned':
      return `${names} are what they were already; their foreign keys are validated, and the copies go.`;
    default:
      return `the copies of ${names} go, and what captures changes. The tables are what they were all the time.`;
  }
}

/** Takes a live execution back. @returns as {@link takeBack} */
export async function takeBackLive(
  live: LiveRun,
  options: UndoCommandOptions,
  speaker: Voice,
  {
    session,
    tool,
    open,
  }: {
    readonly session: OwnSession;
    readonly tool: DetectedTool | null;
    readonly open: OpenSession;
  },
): Promise<number> {
  const { run, plan, design, phase } = live;
  if (phase === 'finishing') refuseEnded(live);
  const names = printable(listed(design.tables.map((one) => displayQualified(one.table))));
  const text = `Taking back run ${run}: ${wayBack(phase, names)}`;
  speaker.say(text);
  const end = (code: number, result: object): number => {
    if (options.json === true) speaker.json({ format: 1, exitCode: code, run, ...result });
    return code;
  };
  if (options.dryRun === true) return end(exitCode.done, { undone: null });
  const stopped = await confirm(
    { text: 'Take it back?', preface: text, no: exitCode.done },
    options,
    speaker,
  );
  if (stopped !== null) return end(stopped, { undone: null });
  const undone = await undoLive(live, runInfo(['pgmend', 'undo', run]), {
    ...liveOptions(options, open),
    ...tellsWaits(speaker, options),
  });
  speaker.say(`${speaker.palette.green('Taken back:')} run ${run}`);
  if (undone.kind === 'taken-back') {
    for (const { mapped } of plan.conversions) {
      const column = columnName(mapped.table, mapped.column);
      speaker.say(indent(printable(`${column} is ${mapped.type} again, was ${mapped.newType}.`)));
    }
    if (undone.kept > 0) {
      speaker.say(
        indent(
          `${counted(undone.kept, 'value or row', 'values and rows')} written since have no place in the old types, and are kept: pgmend kept`,
        ),
      );
    }
    speaker.say(indent(reportProof(undone.proof, speaker.palette, options.verbose === true)));
  }
  if (undone.kind !== 'removed' && undone.notRestored > 0)
    speaker.say(indent(notRestored(undone.notRestored)));
  const records = await recordsOf(session, tool, live, options, undone);
  const removed = records !== null && options.ledger === true;
  if (removed) await removeRecords(session, records);
  if (records !== null) sayRecords(records, removed, speaker);
  return end(exitCode.done, {
    undone,
    records: records === null ? null : { ...records, removed },
  });
}

function notRestored(count: number): string {
  return count === 1
    ? '1 value that matched nothing is not back, since its row is gone or has another key or value now; it stays kept: pgmend kept'
    : `${count} values that matched nothing are not back, since their rows are gone or have other keys or values now; they stay kept: pgmend kept`;
}

/** The tool's records that are no longer true; before the cut-over nothing was changed. */
async function recordsOf(
  session: OwnSession,
  tool: DetectedTool | null,
  { run, repair, plan }: LiveRun,
  { journalSchema }: UndoCommandOptions,
  undone: LiveUndone,
): Promise<UntrueRecords | null> {
  if (undone.kind === 'removed') return null;
  const repairs = await reading(session, () => readRepairs(session, journalSchema));
  const migration = repairs.find((one) => one.id === repair)?.migration ?? null;
  return untrueRecords(session, tool, [{ repair: { run, migration, plan }, dropped: [] }]);
}
