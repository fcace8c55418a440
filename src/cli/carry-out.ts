import type { Plan } from '../plan/plan.ts';
import type { Session } from '../postgres/session.ts';
import { maskedPlan } from '../report/mask.ts';
import { reportProof } from '../report/report-proof.ts';
import { askToCarryOut, planText, withoutConsent } from './ask-to-carry-out.ts';
import { carryOutDirect } from './carry-out-direct.ts';
import { carryOutLive } from './carry-out-live.ts';
import { chooseExecution } from './choose-execution.ts';
import { exitCode } from './exit-code.ts';
import { inspect } from './inspect.ts';
import type { SharedOptions } from './options.ts';
import { runInfo } from './run-info.ts';
import { isWaiting, nothingWrong } from './show-plan.ts';
import { someoneIsThere } from './terminal.ts';
import { type Voice, voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/**
 * Mends what `doctor` finds.
 *
 * @returns 0 when done, or when nothing is wrong; 1 when faults remain; 3 when a decision is needed
 */
export async function carryOut(options: SharedOptions): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  return withDatabase(options.url, speaker, async (session, _tool, open, target) => {
    const { catalog, plan, wishes } = await planWidely(session, options);
    const finish = (code: number, result: object): number => {
      if (options.json === true) {
        speaker.json({ format: 1, exitCode: code, plan: maskedPlan(plan), ...result });
      }
      return code;
    };
    if (plan.faults.length === 0) {
      speaker.say(nothingWrong(plan));
      return finish(exitCode.done, { applied: null });
    }
    const isPart = plan.faults.some(
      (planned) => (!planned.optional || wishes.all === true) && !isWaiting(planned),
    );
    const first = isPart ? await chooseExecution(session, plan, catalog, options, speaker) : null;
    const answer = isPart
      ? await askToCarryOut(plan, wishes, speaker, undefined, undefined, first)
      : leftAlone(plan, wishes, speaker);
    const ended = withoutConsent(answer, plan, options, speaker);
    if (ended !== null) return finish(ended.code, ended.result);
    const chosen =
      answer === 'all' ? await inspect(session, { ...options, all: true }) : { catalog, plan };
    const outline =
      answer === 'all'
        ? await chooseExecution(session, chosen.plan, chosen.catalog, options, speaker)
        : first;
    const run = runInfo(['pgmend', 'fix', ...(outline === null ? [] : ['--live'])]);
    if (outline !== null) {
      const ended = await carryOutLive(
        chosen.plan,
        chosen.catalog,
        run,
        options,
        speaker,
        open,
        outline.cutover,
      );
      return finish(ended.code, ended.result);
    }
    const applied = await carryOutDirect(
      { session, target },
      chosen.plan,
      chosen.catalog,
      run,
      options,
      speaker,
    );
    speaker.say(reportProof(applied.proof, speaker.palette, options.verbose === true));
    speaker.say(`${speaker.palette.green('Done.')} Way back: pgmend undo ${run.id}`);
    const left =
      (answer === 'yes' && wishes.all !== true && plan.faults.some((one) => one.optional)) ||
      chosen.plan.faults.some((one) => (one.refusals ?? []).length > 0 || isWaiting(one));
    return finish(left ? exitCode.faultsRemain : exitCode.done, { run: run.id, applied });
  });
}

/** On a terminal what only names and values show is asked about too, where there is nothing else. */
async function planWidely(session: Session, options: SharedOptions) {
  const { catalog, plan } = await inspect(session, options);
  const onlyOptional = plan.faults.length > 0 && plan.faults.every((one) => one.optional);
  if (!onlyOptional || options.all === true || options.yes === true || !someoneIsThere()) {
    return { catalog, plan, wishes: options };
  }
  const wishes = { ...options, all: true as const };
  return { ...(await inspect(session, wishes)), wishes };
}

/** Shows what was found and is not declared, or has to wait; nothing of it is done. */
function leftAlone(plan: Plan, options: SharedOptions, speaker: Voice): 'no' {
  speaker.say(planText(plan, options, speaker));
  return 'no';
}
