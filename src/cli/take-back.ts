import { undoRun } from '../execute/undo-run.ts';
import type { Plan } from '../plan/plan.ts';
import { reportDecisions } from '../report/report-decisions.ts';
import { reportProof } from '../report/report-proof.ts';
import { columnName, indent, printable } from '../report/words.ts';
import { askToCarryOut } from './ask-to-carry-out.ts';
import { exitCode } from './exit-code.ts';
import { progress } from './progress.ts';
import { runInfo } from './run-info.ts';
import { stoppable } from './stoppable.ts';
import { consent } from './summarise-run.ts';
import { liveToUndo, takeBackLive } from './take-back-live.ts';
import { toldLedger } from './told-ledger.ts';
import type { UndoCommandOptions } from './undo.ts';
import { refuseWithoutLedger, removeRecords, sayRecords, untrueRecords } from './untrue-records.ts';
import { voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/**
 * Takes back a run.
 *
 * @returns 0 when taken back, shown, or declined; 3 when nobody could answer or the plan leaves something open
 */
export async function takeBack(
  run: string | undefined,
  options: UndoCommandOptions,
): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  return withDatabase(options.url, speaker, async (session, findTool, openAnother, target) => {
    const tool = await toldLedger(session, await findTool(), options, speaker);
    if (options.ledger === true) await refuseWithoutLedger(session, tool);
    const live = await liveToUndo(session, options.journalSchema, run);
    if (live !== null)
      return takeBackLive(live, options, speaker, { session, tool, open: openAnother });
    let undecided: Plan | null = null;
    const undone = await undoRun(session, run ?? null, {
      journalSchema: options.journalSchema,
      unmatched: options.unmatched ?? null,
      run: runInfo(['pgmend', 'undo', ...(run === undefined ? [] : [run])]),
      lockTimeout: `${options.lockTimeout}ms`,
      statement: null,
      onProgress: progress(speaker, options.verbose === true),
      applying: stoppable(session, target, speaker),
      approve: async (plan) => {
        const answer = await askToCarryOut(plan, options, speaker);
        if (answer === 'undecided') undecided = plan;
        return answer === 'yes' || answer === 'all';
      },
    });
    const open = undecided as Plan | null;
    const decisions =
      open === null ? [] : open.decisions.length > 0 ? open.decisions : [consent(open)];
    const records = await untrueRecords(session, tool, undone);
    const removed = records !== null && options.ledger === true;
    if (removed) await removeRecords(session, records);
    if (options.json === true) {
      speaker.json({
        format: 1,
        undone: undone.map(({ repair, applied }) => ({
          run: repair.run,
          repair: repair.id,
          migration: repair.migration,
          proof: applied.proof,
        })),
        records: records === null ? null : { ...records, removed },
        decisions,
      });
    }
    for (const { repair, plan, applied } of undone) {
      speaker.say(`${speaker.palette.green('Taken back:')} run ${repair.run}`);
      for (const { mapped } of repair.plan.conversions) {
        const column = columnName(mapped.table, mapped.column);
        speaker.say(indent(printable(`${column} is ${mapped.type} again, was ${mapped.newType}.`)));
      }
      for (const line of plan.outcome ?? []) speaker.say(indent(printable(line)));
      speaker.say(indent(reportProof(applied.proof, speaker.palette, options.verbose === true)));
    }
    if (records !== null) sayRecords(records, removed, speaker);
    if (decisions.length > 0) speaker.warn(reportDecisions(decisions, speaker.palette));
    return decisions.length > 0 ? exitCode.decisionNeeded : exitCode.done;
  });
}
