import { isIn, tablesOf } from '../plan/conversion-steps.ts';
import type { Plan } from '../plan/plan.ts';
import { displayQualified, type QualifiedName } from '../postgres/quote.ts';
import type { Palette } from './palette.ts';
import { counted, indent, listed, printable } from './words.ts';

/** What a plan does that is carried out in the background, with its locks. */
export function reportLiveSteps(plan: Plan, cutover: 'now' | 'manual', palette: Palette): string {
  const tables = tablesOf(plan.conversions);
  const names = printable(listed(tables.map(displayQualified)));
  const locked = printable(listed(lockedTables(plan).map(displayQualified)));
  const copies = tables.map((table) => {
    const rows = Math.max(
      ...plan.conversions.filter((one) => isIn(one, table)).map((one) => one.weighed.evidence.rows),
    );
    return `copy ${printable(displayQualified(table))}, ${counted(rows, 'row')}, in its new types, with its indexes`;
  });
  const steps = [
    [
      `capture what is written to ${names} from now on`,
      'locks each for 100 ms at most, against writers',
    ],
    ...copies.map((one) => [one, 'no lock that readers or writers notice']),
    [
      'apply what was written meanwhile, again and again; compare every row',
      'no lock that readers or writers notice',
    ],
    [
      `${cutover === 'now' ? '' : 'when `pgmend cutover` is called: '}put the copies in the place of ${names}`,
      `locks ${locked}, and every table that a foreign key ties to them or that values are looked up in (ACCESS EXCLUSIVE), in attempts of 100 ms, for a fraction of a second`,
    ],
    ['validate the foreign keys', 'no lock that readers or writers notice'],
  ];
  return [
    palette.bold('Steps, in the background:'),
    ...steps.flatMap(([what, lock], at) => [
      indent(`${at + 1}. ${what}`),
      indent(palette.dim(lock ?? ''), 5),
    ]),
    '',
    'The old tables are kept, and what is written is captured, until `pgmend finish`.',
  ].join('\n');
}

function lockedTables(plan: Plan): QualifiedName[] {
  const all = plan.steps.flatMap((step) =>
    step.locks.filter((one) => one.mode !== 'SHARE UPDATE EXCLUSIVE').map((one) => one.table),
  );
  return [...new Map(all.map((one) => [`${one.schema}.${one.name}`, one])).values()];
}
