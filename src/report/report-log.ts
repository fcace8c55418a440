import { type WaitingKey, wantedName } from '../diagnose/put-off-key.ts';
import type { JournalledRepair } from '../execute/journal.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { Palette } from './palette.ts';
import { columnName, counted, indent, printable, shortened } from './words.ts';

/** The journal for people, newest last, by run; then the foreign keys that wait to be laid. */
export function reportLog(
  repairs: readonly JournalledRepair[],
  palette: Palette,
  verbose: boolean,
  putOff: readonly WaitingKey[] = [],
): string {
  if (repairs.length === 0) return 'pgmend has changed nothing in this database.';
  const runs = new Map<string, JournalledRepair[]>();
  for (const repair of repairs) runs.set(repair.run, [...(runs.get(repair.run) ?? []), repair]);
  return [
    ...[...runs].map(([run, ofRun]) =>
      [
        `${palette.bold(run)}  ${palette.dim(printable(ofRun[0]?.command ?? ''))}`,
        ...ofRun.map((repair) => indent(reportRepair(repair, palette, verbose))),
      ].join('\n'),
    ),
    ...(putOff.length === 0 ? [] : [reportPutOff(putOff, palette)]),
  ].join('\n\n');
}

function reportPutOff(putOff: readonly WaitingKey[], palette: Palette): string {
  return [
    palette.yellow('Put off and not laid yet; `pgmend fix` lays them once their tables are there:'),
    ...putOff.map((key) =>
      indent(
        printable(
          `${displayIdent(key.name)} on ${displayQualified(key.table)}, which references ${wantedName(key)} (run ${key.run})`,
        ),
      ),
    ),
  ].join('\n');
}

function reportRepair(repair: JournalledRepair, palette: Palette, verbose: boolean): string {
  const { plan, proof, statement, migration } = repair;
  const word = repair.kind === 'mend' ? 'mended' : 'took back';
  const state = repair.state === 'applied' ? '' : palette.yellow(` (${repair.state} since)`);
  const lines = [
    `${timeOf(repair.made)}  ${word}${state}`,
    ...plan.conversions.map(({ mapped, weighed, unmatched }) => {
      const left = weighed.evidence.unmatched + weighed.evidence.ambiguous;
      const fate = left === 0 ? '' : `, ${counted(left, 'value')} without a match (${unmatched})`;
      return indent(
        printable(
          `${columnName(mapped.table, mapped.column)}: ${mapped.type} → ${mapped.newType}, ${counted(weighed.evidence.rows, 'row')}${fate}`,
        ),
      );
    }),
    ...(plan.outcome ?? []).map((line) => indent(printable(line))),
    ...(migration === null ? [] : [indent(printable(`let through: ${migration}`))]),
    ...(proof === null ? [] : [indent(`proof ${proof.passed ? 'passed' : 'failed'}`)]),
  ];
  if (verbose) {
    if (statement !== null) lines.push(indent(shortened(printable(statement.trim()), 600)));
    for (const step of plan.steps) {
      lines.push(indent(palette.dim(printable(step.title))));
      for (const sql of step.sql) lines.push(indent(palette.cyan(`${printable(sql)};`), 4));
    }
  }
  return lines.join('\n');
}

/** `2026-11-23 21:20:07 UTC` */
function timeOf(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
