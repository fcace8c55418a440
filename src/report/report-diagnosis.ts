import type { KeySide } from '../diagnose/fault.ts';
import type { Plan, PlannedFault, Uncounted } from '../plan/plan.ts';
import type { Palette } from './palette.ts';
import { shellFlag } from './report-decisions.ts';
import { describeCounts } from './report-evidence.ts';
import { faultHeadline } from './report-fault.ts';
import { aligned, columnName, counted, indent, printable, wrapped } from './words.ts';

/** What `doctor` found: a line for all, then each fault once, with the counts, the remedy and the command for it. */
export function reportDiagnosis(plan: Plan, palette: Palette): string {
  const { faults, uncounted = [] } = plan;
  const database = printable(plan.database);
  if (faults.length === 0 && uncounted.length === 0) {
    return `${palette.green('Nothing is wrong')} with the references of database ${database}.`;
  }
  return [
    summary(plan, palette),
    ...faults.map((planned, at) => reportFound(planned, at + 1, palette)),
    ...(uncounted.length === 0 ? [] : [reportUncounted(uncounted, palette)]),
    ...(faults.length === 0 ? [] : [nextStep(faults)]),
  ].join('\n\n');
}

function summary({ faults, database }: Plan, palette: Palette): string {
  const name = printable(database);
  if (faults.length === 0) return `Nothing that could be looked at is wrong in database ${name}.`;
  const open = faults.filter((one) => (one.decisions ?? []).length > 0).length;
  const byHand = faults.filter((one) => (one.refusals ?? []).length > 0).length;
  const can = faults.length - open - byHand;
  const parts = [
    can === 0 ? '' : `${can} that pgmend can mend`,
    open === 0 ? '' : `${open} to decide`,
    byHand === 0 ? '' : `${byHand} for a person`,
  ].filter((part) => part !== '');
  return `${palette.bold(`${counted(faults.length, 'fault')} in database ${name}`)}: ${parts.join(', ')}.`;
}

function reportFound(planned: PlannedFault, number: number, palette: Palette): string {
  const { fault, conversions, counts = [], refusals = [] } = planned;
  const remedy = planned.remedies.find((one) => one.recommended) ?? planned.remedies[0];
  const lines = [
    ...sidesOf(planned),
    ...conversions.map(
      ({ mapped, weighed }) =>
        `${columnName(mapped.table, mapped.column)}: ${describeCounts(weighed)}.`,
    ),
    ...counts,
    ...(fault.declaredBy === 'names'
      ? ['No foreign key declares it; its name and its values do.']
      : []),
  ].map((line) => indent(wrapped(printable(line)), 3));
  const label = refusals.length > 0 ? 'By hand:' : 'Remedy: ';
  return [
    `${String(number)}. ${palette.bold(printable(faultHeadline(fault)))}  ${palette.dim(`[${fault.kind}]`)}`,
    ...lines,
    ...(remedy === undefined
      ? refusals.map((one) => indent(wrapped(`By hand: ${printable(one)}`), 3))
      : [indent(`${palette.green(label)} ${hanging(remedy.title)}`, 3)]),
    // Whole, to be pasted.
    ...(fault.kind === 'put-off-key' ? [indent(printable(`${fault.statement};`), 3)] : []),
    ...commandsOf(planned).map((line) => indent(line, 3)),
  ].join('\n');
}

/** A long remedy goes on under its own beginning. */
function hanging(title: string): string {
  return wrapped(printable(title), 88).replaceAll('\n', `\n${' '.repeat(9)}`);
}

/** Both sides with their types, and whether NULL is allowed. */
function sidesOf({ fault }: PlannedFault): string[] {
  const row = (role: string, side: KeySide | null) =>
    (side?.columns ?? []).map((column) => [
      role,
      columnName(side?.table ?? { schema: '', name: '' }, column.name),
      column.type,
      column.notNull ? 'NOT NULL' : '',
    ]);
  if (fault.kind === 'case-twins') {
    return aligned([...row('one', fault.referencing), ...row('other', fault.referenced)]);
  }
  return aligned([
    ...row('referencing', fault.referencing),
    ...row('referenced', fault.referenced),
  ]);
}

/** The command that mends this one fault; where there is something to decide, one for each answer. */
function commandsOf({ fault, decisions = [], refusals = [], chosen }: PlannedFault): string[] {
  if (refusals.length > 0) return [];
  const command = `pgmend fix ${shellFlag(`--only ${fault.kind}:${fault.id}`)}`;
  const options = decisions.flatMap((one) => one.options);
  if (options.length === 0) return chosen === null ? [] : [`Command: ${command}`];
  return [
    `Command: ${command}, with one of`,
    ...aligned(options.map(({ flag, effect }) => [`  ${shellFlag(flag)}`, printable(effect)])),
  ];
}

/** What nobody knows, and how to know it. */
function reportUncounted(uncounted: readonly Uncounted[], palette: Palette): string {
  const shown = uncounted.slice(0, 10);
  const rest = uncounted.length - shown.length;
  return [
    palette.yellow('Not looked at, so perhaps wrong too:'),
    ...shown.map(({ fault, reason }) =>
      indent(printable(`${fault.id} (${fault.kind}): ${reason}`), 3),
    ),
    ...(rest === 0 ? [] : [indent(`and ${counted(rest, 'other')}`, 3)]),
    indent('pgmend plan --only ID looks at one of them, as long as it takes.', 3),
  ].join('\n');
}

function nextStep(faults: readonly PlannedFault[]): string {
  const all = faults.some((one) => one.optional) ? ' --all' : '';
  return `pgmend plan${all} shows what would be done about all of them, pgmend fix${all} does it; pgmend explain KIND tells more of one.`;
}
