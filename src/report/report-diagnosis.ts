import type { Plan } from '../plan/plan.ts';
import type { Palette } from './palette.ts';
import { describeCounts } from './report-evidence.ts';
import { reportFault } from './report-fault.ts';
import { columnName, counted, indent, printable } from './words.ts';

/** What `doctor` found: each fault once, with the counts and the recommended remedy. */
export function reportDiagnosis(plan: Plan, palette: Palette): string {
  if (plan.faults.length === 0) {
    return `${palette.green('Nothing is wrong')} with the references of database ${printable(plan.database)}.`;
  }
  const declared = plan.faults.filter((planned) => !planned.optional).length;
  const flag = declared === 0 ? ' --all' : '';
  return [
    ...plan.faults.map(({ fault, conversions, remedies, notes = [] }) => {
      const best = remedies.find((remedy) => remedy.recommended);
      return [
        reportFault(fault, palette),
        ...conversions.map(({ mapped, weighed }) =>
          indent(
            printable(`${columnName(mapped.table, mapped.column)}: ${describeCounts(weighed)}`),
          ),
        ),
        ...notes.map((note) => indent(printable(note))),
        ...(best === undefined
          ? []
          : [indent(`${palette.green('Remedy:')} ${printable(best.title)}`)]),
      ].join('\n');
    }),
    `${counted(plan.faults.length, 'fault')} found. pgmend plan${flag} shows what would be done, pgmend fix${flag} does it.`,
  ].join('\n\n');
}
