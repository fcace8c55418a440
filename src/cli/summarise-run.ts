import { unaskedChoices } from '../execute/check-choices.ts';
import type { Conversion, Decision, Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import type { HeldOutcome } from '../relay/held-outcome.ts';
import type { HeldStatement } from '../relay/held-statement.ts';
import type { JournalAtRisk } from '../report/journal-at-risk.ts';
import { faultHeadline } from '../report/report-fault.ts';
import type { HeldPlace, MendedStatement, RunSummary } from '../report/report-summary.ts';
import { columnName } from '../report/words.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { Place } from '../tools/tool.ts';
import { declarationsOf } from './declarations-of.ts';
import { failureOf } from './fail.ts';
import type { LaidKeys } from './lay-put-off.ts';
import { fileInWords } from './statement-places.ts';

export interface RunFacts {
  /** What the guard of half-applied migrations left out: one sentence each. */
  readonly leftOut: readonly string[];
  /** `--choose`. */
  readonly chosen: PlanOptions['chosen'];
  /** What the guard stopped for. */
  readonly stopped: readonly Decision[];
  /** What the guard of the journal did not let through: one sentence each. */
  readonly refused: readonly string[];
  readonly journalAtRisk: JournalAtRisk | null;
  /** What became of the foreign keys that were put off. */
  readonly laid: LaidKeys;
  readonly run: string;
  readonly command: string;
  readonly commandExitCode: number;
  readonly connections: number;
  readonly alone?: true;
  readonly dryRun: boolean;
  readonly tool: DetectedTool | null;
  /** null where nobody knows. */
  readonly placeOf: (held: HeldStatement) => Promise<Place | null>;
}

/** What came of a run, from how each held statement ended. */
export async function summariseRun(
  outcomes: readonly HeldOutcome[],
  facts: RunFacts,
): Promise<RunSummary> {
  const { run, command, commandExitCode, connections, dryRun, tool } = facts;
  // What was carried out live stays, whatever became of the statement.
  const mended = outcomes.filter(
    ({ result, live }) => result === 'mended' || live?.phase === 'done',
  );
  const declined = outcomes.filter((one) => one.result === 'declined').length;
  return {
    run,
    command,
    commandExitCode,
    connections,
    ...(facts.alone === undefined ? {} : { alone: facts.alone }),
    held: await Promise.all(outcomes.map((one) => heldPlace(one, facts.placeOf))),
    mended: [...mended.map(mendedStatement), ...facts.laid.mended],
    notes: [
      ...outcomes.flatMap(noteOf),
      ...facts.leftOut,
      ...unaskedChoices(
        [...outcomes.flatMap(({ plan }) => plan ?? []), ...facts.laid.plans],
        facts.chosen,
      ),
    ],
    declined: dryRun ? 0 : declined,
    shownOnly: dryRun ? declined : 0,
    decisions: [...decisionsOf(outcomes), ...facts.stopped, ...facts.laid.decisions],
    notMended: outcomes.flatMap(reasonsOf),
    refused: facts.refused,
    journalAtRisk: facts.journalAtRisk,
    notLaid: facts.laid.notLaid,
    declarations: await declarationsOf(
      mended.flatMap(({ plan }) => plan?.conversions ?? []),
      tool,
    ),
  };
}

async function heldPlace(
  { held, plan, result }: HeldOutcome,
  placeOf: RunFacts['placeOf'],
): Promise<HeldPlace> {
  const place = await placeOf(held);
  return {
    result,
    sqlstate: held.error.sqlstate,
    faults: plan?.faults.map(({ fault }) => fault.id) ?? [],
    file: place === null ? null : fileInWords(place),
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
}

/** What a plan has changed, and its proof. */
export function mendedStatement({
  plan,
  applied,
  live,
}: Pick<HeldOutcome, 'plan' | 'applied' | 'live'>): MendedStatement {
  const conversions = plan?.conversions ?? [];
  return {
    changes: [
      ...conversions.map(
        ({ mapped }) =>
          `${columnName(mapped.table, mapped.column)} is now ${mapped.newType}, was ${mapped.type}.`,
      ),
      ...(plan?.outcome ?? []),
      ...(plan?.amended?.changes.map((change) => `In the statement: ${change}.`) ?? []),
    ],
    proof: applied?.proof ?? null,
    kept: conversions
      .filter((conversion) => conversion.unmatched === 'keep')
      .map((conversion) => ({
        column: columnName(conversion.mapped.table, conversion.mapped.column),
        count: unmatchedOf(conversion),
      })),
    ...(live === undefined ? {} : { run: live.run }),
  };
}

function unmatchedOf({ weighed }: Conversion): number {
  return weighed.evidence.unmatched + weighed.evidence.ambiguous;
}

function noteOf({ result, plan, live }: HeldOutcome): string[] {
  const first = plan?.faults[0];
  if (first === undefined) return [];
  const headline = faultHeadline(first.fault);
  switch (result) {
    case 'answered':
      return [`Done already: ${headline}.`];
    case 'rolled back':
      return live === undefined
        ? [`Taken back with the command's own ROLLBACK: ${headline}.`]
        : [
            `The command's own ROLLBACK took its statement back; the types that were changed live stay: ${headline}.`,
          ];
    case 'prepared':
      return [
        `Prepared as run ${live?.run}, and compared; what is written from now on is captured. The command got PostgreSQL's own error. When the application that knows the new types is deployed: pgmend cutover ${live?.run}, then run the command again. Way back: pgmend undo ${live?.run}`,
      ];
    case 'paused':
      return [
        `Paused as run ${live?.run}, at “${live?.phase}”; changes go on being captured. The command got PostgreSQL's own error, or did not wait for it. Run it again, and it goes on from there; or pgmend resume ${live?.run}. Way back: pgmend undo ${live?.run}`,
      ];
    default:
      return [];
  }
}

/** Of every undecided plan what it asks; where it asks nothing, nobody has said yes to it. */
function decisionsOf(outcomes: readonly HeldOutcome[]): Decision[] {
  const undecided = outcomes.filter((one) => one.result === 'undecided');
  return undecided.flatMap(({ plan }) =>
    plan === null ? [] : plan.decisions.length > 0 ? [...plan.decisions] : [consent(plan)],
  );
}

/** The question that stays when nobody was there to answer. */
export function consent(plan: Plan): Decision {
  const { fault } = plan.faults[0] ?? {};
  return {
    fault: fault?.id ?? '',
    question:
      fault === undefined
        ? 'Is the plan to be carried out?'
        : `${faultHeadline(fault)}. Is the plan to be carried out?`,
    options: [
      { flag: '--yes', effect: 'carries out the plan without asking' },
      { flag: '--dry-run', effect: 'shows it, and changes nothing' },
    ],
  };
}

function reasonsOf({ result, plan, error, live }: HeldOutcome): string[] {
  if (result === 'refused') return [...(plan?.refusals ?? [])];
  if (result !== 'failed') return [];
  if (error === null && live !== undefined)
    return [
      'The types are changed, but the command did not wait for that. Run it again: its statement passes now.',
    ];
  if (error === null)
    return [
      'The repair was not carried out: the connection ended, or gave up waiting, before that.',
    ];
  const { message, next } = failureOf(error);
  return [`${message} ${next}`];
}
