import type { LiveOutline } from '../execute/live/live-locks.ts';
import { describeMapping } from '../plan/describe-mapping.ts';
import type { Conversion, Plan, PlannedFault, Remedy } from '../plan/plan.ts';
import type { Sample } from '../plan/planned-part.ts';
import { displayIdent } from '../postgres/quote.ts';
import type { HeldStatement } from '../relay/held-statement.ts';
import { masked } from './mask.ts';
import type { Palette } from './palette.ts';
import { reportDecisions } from './report-decisions.ts';
import { describeCounts, reportSamples } from './report-evidence.ts';
import { reportFault } from './report-fault.ts';
import { reportLiveSteps } from './report-live-steps.ts';
import { reportOffered } from './report-offered.ts';
import { reportSteps } from './report-steps.ts';
import {
  aligned,
  columnName,
  counted,
  indent,
  number,
  printable,
  shortened,
  wrapped,
} from './words.ts';

export interface PlanReportOptions {
  readonly palette: Palette;
  /** Values of the user's data are shown as they are; otherwise masked. */
  readonly showSamples: boolean;
  /** Each step's SQL as well. */
  readonly verbose: boolean;
  /** The statement whose error is being held, in `run`. */
  readonly held?: ShownStatement;
  /** It is carried out in the background. */
  readonly live?: LiveOutline;
  /** Optional faults are part of what is carried out (`--all`). */
  readonly all?: boolean;
}

/** A held statement, and the place in the user's files that it comes from. */
export interface ShownStatement extends Pick<HeldStatement, 'sql' | 'error' | 'inTransaction'> {
  /** `migrations/1-link.js:6`; null or absent where nobody knows. */
  readonly place?: string | null;
}

/** The plan for people: what is wrong, why, what would be done, what it costs, what is kept and how to go back. */
export function reportPlan(plan: Plan, options: PlanReportOptions): string {
  const { palette } = options;
  const sections = [
    options.held === undefined ? '' : reportHeld(options.held, palette),
    ...plan.faults
      .filter((planned) => !planned.optional || options.all === true)
      .map((planned) => reportPlanned(planned, plan.refusals, options)),
    plan.purpose === 'undo' ? reportReversal(plan, palette) : '',
    plan.amended === null ? '' : reportAmended(plan.amended, palette),
    options.live === undefined || plan.steps.length === 0
      ? reportSteps('Steps, in one transaction:', plan.steps, options)
      : reportLiveSteps(plan, options.live, palette),
    reportSteps('After the statement, in the same transaction:', plan.after, options),
    plan.answer === null || plan.refusals.length + plan.decisions.length > 0
      ? ''
      : reportAnswer(plan, plan.answer, palette),
    options.live === undefined ? reportHazards(plan, palette) : '',
    reportKept(plan, options),
    reportOffered(plan, options),
    ...plan.explanation.map((paragraph) => wrapped(printable(paragraph))),
    plan.refusals.length === 0
      ? ''
      : [
          palette.red('pgmend does not do this:'),
          ...plan.refusals.map((refusal) => indent(printable(refusal))),
        ].join('\n'),
    plan.decisions.length === 0 ? '' : reportDecisions(plan.decisions, palette),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** The statement whose error is being held, and the error. */
export function reportHeld(held: ShownStatement, palette: Palette): string {
  const { message, detail } = held.error.fields;
  return [
    `${palette.bold('Held:')} this statement failed, and the migration does not know it yet.`,
    indent(shortened(printable(held.sql.trim()), 600), 4),
    ...(held.place === undefined || held.place === null
      ? []
      : [indent(`at ${palette.cyan(printable(held.place))}`)]),
    indent(`${palette.red(`ERROR ${held.error.sqlstate}`)}  ${printable(message)}`),
    ...(detail === undefined ? [] : [indent(printable(detail))]),
    ...(held.inTransaction
      ? [
          indent(
            palette.yellow(
              'It is inside a transaction: what the transaction has locked stays locked until you answer.',
            ),
          ),
        ]
      : []),
  ].join('\n');
}

/** @param refused what the plan as a whole says about it. */
function reportPlanned(
  planned: PlannedFault,
  refused: readonly string[],
  options: PlanReportOptions,
): string {
  const { palette } = options;
  const chosen = planned.remedies.find((remedy) => remedy.kind === planned.chosen);
  const others = planned.remedies.filter((remedy) => remedy.kind !== planned.chosen);
  return [
    reportFault(planned.fault, palette),
    ...(planned.counts ?? []).map((note) => indent(printable(note))),
    ...planned.conversions.map((conversion) => indent(reportConversion(conversion, options))),
    ...(planned.samples === undefined || planned.samples.length === 0
      ? []
      : [indent(reportValues(planned.samples, options))]),
    ...(chosen === undefined
      ? []
      : [
          indent(
            `${palette.green('Remedy:')} ${printable(chosen.title)} ${palette.dim(`[${chosen.kind}]`)}`,
          ),
          indent(printable(chosen.reason), 4),
        ]),
    ...(planned.refusals ?? [])
      .filter((one) => !refused.includes(one))
      .map((one) => indent(`${palette.yellow('Left alone:')} ${printable(one)}`)),
    ...(others.length === 0
      ? []
      : [
          indent(palette.dim(chosen === undefined ? 'Ways out:' : 'Other ways:')),
          ...others.map((remedy) =>
            indent(palette.dim(printable(wayOut(planned.fault.kind, remedy))), 4),
          ),
        ]),
  ].join('\n');
}

function wayOut(kind: string, { kind: way, title, reason }: Remedy): string {
  return way === 'by-hand' ? `by hand: ${title}` : `--choose ${kind}=${way}  ${title}: ${reason}`;
}

function reportConversion(
  conversion: Conversion,
  { palette, showSamples }: PlanReportOptions,
): string {
  const column = columnName(conversion.mapped.table, conversion.mapped.column);
  const { mapping } = conversion.weighed;
  return [
    `${palette.bold('Values:')} ${printable(column)}, ${describeCounts(conversion.weighed)}.`,
    indent(
      printable(
        `Becomes ${conversion.mapped.newType}: ${describeMapping(conversion.mapped, mapping)}.`,
      ),
    ),
    ...reportSamples(conversion.weighed, palette, showSamples),
    ...(conversion.weighed.doubt === null
      ? []
      : [indent(palette.yellow(printable(conversion.weighed.doubt)))]),
  ].join('\n');
}

/** A few values that show what is wrong, with their rows. */
function reportValues(
  samples: readonly Sample[],
  { palette, showSamples }: PlanReportOptions,
): string {
  const show = (value: string) => shortened(printable(showSamples ? value : masked(value)), 48);
  return [
    palette.bold('Values:'),
    ...aligned(
      samples.map(({ of, value, rows }) => [printable(of), show(value), counted(rows, 'row')]),
    ).map((line) => indent(palette.dim(line))),
  ].join('\n');
}

/** What an undo takes back, and what was written since that the old type cannot express. */
function reportReversal(plan: Plan, palette: Palette): string {
  return [
    palette.bold('To take back:'),
    ...plan.conversions.map(({ mapped, weighed, unmatched }) => {
      const { rows, unmatched: since } = weighed.evidence;
      const left =
        since === 0
          ? ''
          : `; ${counted(since, 'row was', 'rows were')} written since with values that ${mapped.newType} cannot express (--unmatched ${unmatched})`;
      return indent(
        printable(
          `${columnName(mapped.table, mapped.column)}: ${mapped.type} → ${mapped.newType}, ${counted(rows, 'row')}${left}`,
        ),
      );
    }),
    ...(plan.outcome ?? []).map((line) => indent(printable(line))),
  ].join('\n');
}

function reportAmended(amended: NonNullable<Plan['amended']>, palette: Palette): string {
  return [
    `${palette.bold('Amended:')} the statement is sent again in other words, for ${amended.reason ?? 'what it declares is not stored yet'}.`,
    ...amended.changes.map((change) => indent(`- ${printable(change)}`)),
  ].join('\n');
}

/** The statement is not sent again: its work is there, or the plan does it. */
function reportAnswer(plan: Plan, tag: string, palette: Palette): string {
  const reason = plan.steps.length === 0 ? 'what it declares is there already' : 'the plan does it';
  return `${palette.bold('Answered:')} the statement is not sent again, for ${reason}; the command gets ${printable(tag)}.`;
}

function reportHazards(plan: Plan, palette: Palette): string {
  const ofSteps = [...plan.steps, ...plan.after].flatMap((step) => step.hazards);
  const hazards = [
    ...new Map(
      [...ofSteps, ...plan.hazards].map((hazard) => [hazard.kind + hazard.message, hazard]),
    ).values(),
  ];
  if (hazards.length === 0) return '';
  return [
    palette.bold('What it costs:'),
    ...aligned(
      hazards.map((hazard) => [palette.yellow(hazard.kind), printable(hazard.message)]),
    ).map((line) => indent(line)),
  ].join('\n');
}

/** What becomes of values that match nothing, and the way back. */
function reportKept(plan: Plan, { palette, all }: PlanReportOptions): string {
  const conversions = plan.faults
    .filter((planned) => planned.chosen !== null && (!planned.optional || all === true))
    .flatMap((planned) => planned.conversions);
  if (plan.steps.length === 0 || plan.purpose === 'undo') return '';
  const schema = displayIdent(plan.journalSchema);
  const lines = conversions
    .filter(({ weighed }) => weighed.evidence.unmatched + weighed.evidence.ambiguous > 0)
    .map((conversion) => indent(printable(fateOf(conversion, schema))));
  const discards =
    plan.steps.some((step) => step.hazards.some((one) => one.kind === 'discards-values')) ||
    conversions.some(
      ({ unmatched, weighed }) =>
        unmatched === 'null' && weighed.evidence.unmatched + weighed.evidence.ambiguous > 0,
    );
  return [
    ...(lines.length === 0 ? [] : [palette.bold('Values that match nothing:'), ...lines]),
    `${palette.bold('Way back:')} \`pgmend undo\` brings back ${plan.conversions.length > 0 ? 'the types' : 'what was before'} and every value${discards ? ' but those that are kept nowhere' : ''}.`,
  ].join('\n');
}

function fateOf(conversion: Conversion, schema: string): string {
  const column = columnName(conversion.mapped.table, conversion.mapped.column);
  const { unmatched, ambiguous } = conversion.weighed.evidence;
  const count = unmatched + ambiguous;
  switch (conversion.unmatched) {
    case 'keep':
      return `${column}: ${counted(count, 'value becomes', 'values become')} NULL; the original ${count === 1 ? 'one is' : 'ones are'} kept in ${schema}.kept_values (see them with \`pgmend kept\`).`;
    case 'null':
      return `${column}: ${counted(count, 'value becomes', 'values become')} NULL (--unmatched null).`;
    case 'set-aside':
      return `${column}: ${counted(count, 'whole row moves', 'whole rows move')} to ${schema}.kept_rows (--unmatched set-aside).`;
    case 'discard':
      return `${column}: ${counted(count, 'row is', 'rows are')} deleted (--unmatched discard).`;
    case 'fail':
      return `${column}: ${counted(count, 'value matches', 'values match')} nothing, so nothing is done (--unmatched fail).`;
  }
}

/** `2 faults, 1 of them to decide`: the plan in a few words. */
export function planInWords(plan: Plan): string {
  const open = plan.decisions.length;
  return `${counted(plan.faults.length, 'fault')}${open === 0 ? '' : `, ${number(open)} to decide`}`;
}
