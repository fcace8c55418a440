import type { IncompatibleTypes } from '../diagnose/fault.ts';
import type { HeldOutcome } from '../relay/held-outcome.ts';
import type { MigrationFile, Retyping } from '../tools/tool.ts';
import type { Replayed } from './replay-migrations.ts';
import { placedOf } from './replay-report.ts';

/** A column that the project's files declare with another type than its references need. */
export interface NeededRetyping extends Retyping {
  /** The type that it has on an empty database when the statement fails. */
  readonly type: string;
  /** The migrations write values of the old type into it: another type alone would not do. */
  readonly holdsValues: boolean;
}

/** What the replay had to retype before a statement went through, once for each column. */
export function retypingsOf(
  { outcomes, ...replayed }: Replayed,
  files: readonly MigrationFile[],
): NeededRetyping[] {
  const found = new Map<string, NeededRetyping>();
  for (const outcome of outcomes) {
    const from = placedOf(outcome.held.sql, replayed);
    const upTo = files.find((one) => one.path === from?.file)?.name ?? null;
    for (const one of ofOutcome(outcome)) {
      const key = JSON.stringify([one.table.schema, one.table.name, one.column]);
      if (!found.has(key)) found.set(key, { ...one, upTo });
    }
  }
  return [...found.values()];
}

function ofOutcome({ plan }: HeldOutcome): Omit<NeededRetyping, 'upTo'>[] {
  if (plan === null) return [];
  const stored = plan.conversions.map(({ mapped, weighed }) => ({
    table: mapped.table,
    column: mapped.column,
    type: mapped.type,
    newType: mapped.newType,
    holdsValues: weighed.evidence.rows > weighed.evidence.nulls,
  }));
  const declared = plan.faults.flatMap(({ fault, optional }) =>
    fault.kind === 'incompatible-types' && !optional ? amended(fault) : [],
  );
  return [...stored, ...declared];
}

/** Columns that the statement itself declares. */
function amended(fault: IncompatibleTypes): Omit<NeededRetyping, 'upTo'>[] {
  return fault.amend.flatMap(({ pair, side }) => {
    const own = fault[side].columns[pair];
    const other = fault[side === 'referencing' ? 'referenced' : 'referencing'].columns[pair];
    if (own === undefined || other === undefined || own.type === other.type) return [];
    // Where the statement declares both, the referencing one follows.
    const both = fault.amend.some((one) => one.pair === pair && one.side === 'referencing');
    if (side === 'referenced' && both) return [];
    return [
      {
        table: fault[side].table,
        column: own.name,
        type: own.type,
        newType: other.type,
        holdsValues: false,
      },
    ];
  });
}
