import { planRekey } from '../execute/plan-rekey.ts';
import { maskedPlan } from '../report/mask.ts';
import { reportProof } from '../report/report-proof.ts';
import { columnName, indent, printable } from '../report/words.ts';
import { askToCarryOut, withoutConsent } from './ask-to-carry-out.ts';
import { carryOutDirect } from './carry-out-direct.ts';
import { carryOutLive } from './carry-out-live.ts';
import { chooseExecution } from './choose-execution.ts';
import { declarationsOf } from './declarations-of.ts';
import { exitCode } from './exit-code.ts';
import { planOptions } from './options.ts';
import type { RekeyCommandOptions } from './rekey.ts';
import { runInfo } from './run-info.ts';
import { voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/**
 * Gives a key another type, with everything that references it.
 *
 * @returns 0 when done, shown, or of that type already; 1 when it cannot be done or somebody said no; 3 when a
 * decision is needed
 */
export async function changeKey(column: string, options: RekeyCommandOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  return withDatabase(options.url, speaker, async (session, findTool, open, target) => {
    const tool = await findTool();
    const { catalog, plan } = await planRekey(session, {
      column,
      type: options.to,
      via: options.via,
      plan: planOptions(options),
      maps: options.map,
    });
    const finish = (code: number, result: object): number => {
      if (options.json === true) {
        speaker.json({ format: 1, exitCode: code, plan: maskedPlan(plan), ...result });
      }
      return code;
    };
    if (plan.faults.length === 0) {
      speaker.say(printable(`${column} is ${options.to} already.`));
      return finish(exitCode.done, { applied: null });
    }
    const outline = await chooseExecution(session, plan, catalog, options, speaker);
    const answer = await askToCarryOut(plan, options, speaker, undefined, undefined, outline);
    const ended = withoutConsent(answer, plan, options, speaker);
    if (ended !== null) return finish(ended.code, ended.result);
    const words = ['pgmend', 'rekey', column, '--to', options.to];
    const run = runInfo([...words, ...(outline === null ? [] : ['--live'])]);
    if (outline !== null) {
      const live = await carryOutLive(plan, catalog, run, options, speaker, open, outline.cutover);
      return finish(live.code, live.result);
    }
    const applied = await carryOutDirect({ session, target }, plan, catalog, run, options, speaker);
    for (const { mapped } of plan.conversions) {
      const name = columnName(mapped.table, mapped.column);
      speaker.say(indent(printable(`${name} is now ${mapped.newType}, was ${mapped.type}.`)));
    }
    for (const line of plan.outcome ?? []) speaker.say(indent(printable(line)));
    speaker.say(reportProof(applied.proof, speaker.palette, options.verbose === true));
    const declarations = await declarationsOf(plan.conversions, tool);
    for (const { file, line, column: name, declares, shouldBe } of declarations) {
      const said = `${file}:${line}  ${name} is declared ${declares}, should be ${shouldBe}`;
      speaker.say(speaker.palette.yellow(printable(said)));
    }
    speaker.say(`${speaker.palette.green('Done.')} Way back: pgmend undo ${run.id}`);
    return finish(exitCode.done, { run: run.id, applied, declarations });
  });
}
