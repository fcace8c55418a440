import type { Plan } from '../plan/plan.ts';
import { displayQualified } from '../postgres/quote.ts';
import type { Palette } from './palette.ts';
import { describeCounts } from './report-evidence.ts';
import { faultHeadline } from './report-fault.ts';
import { columnName, indent, listed, printable } from './words.ts';

/** Faults that the statement does not need mended: offered, not done. */
export function reportOffered(
  plan: Plan,
  { palette, all }: { readonly palette: Palette; readonly all?: boolean },
): string {
  const offered = plan.faults.filter((planned) => planned.optional);
  if (offered.length === 0 || all === true) return '';
  return [
    palette.bold('Also found, and left alone unless you add --all:'),
    ...offered.map((planned) => {
      const { referencing, referenced } = planned.fault;
      if (planned.counts !== undefined) {
        return indent(printable(`${faultHeadline(planned.fault)}. ${planned.counts.join(' ')}`));
      }
      const columns = planned.conversions.map(
        (conversion) =>
          `${columnName(conversion.mapped.table, conversion.mapped.column)} is ${conversion.mapped.type} and holds keys of ${referenced === null ? 'another table' : displayQualified(referenced.table)} (${describeCounts(conversion.weighed)})`,
      );
      const text =
        columns.length > 0
          ? listed(columns)
          : referencing === null
            ? planned.fault.id
            : displayQualified(referencing.table);
      return indent(printable(text));
    }),
  ].join('\n');
}
