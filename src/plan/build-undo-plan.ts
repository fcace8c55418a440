import type { Catalog, Constraint } from '../catalog/catalog.ts';
import type { Dependent } from '../catalog/dependent.ts';
import { findRelation, relationByOid } from '../catalog/lookup.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../postgres/quote.ts';
import { brokenForeignKeys } from './broken-foreign-keys.ts';
import { isIn, liftedDependents, tablesOf, unmatchedSteps } from './conversion-steps.ts';
import { convertedTables } from './converted-tables.ts';
import { undoneGeneratorSteps } from './generator-steps.ts';
import { joinTables } from './join-tables.ts';
import type { Conversion, Decision, Plan, Unmatched } from './plan.ts';
import type { Step } from './step.ts';
import { analyzeTable } from './steps/analyze-table.ts';
import { dropForeignKeys } from './steps/drop-foreign-keys.ts';
import {
  layDependents,
  liftDependents,
  rebuiltChanges,
  refillViews,
} from './steps/lift-dependents.ts';
import { lockTables } from './steps/lock-tables.ts';
import { rememberMade } from './steps/made-since.ts';
import {
  dropReversal,
  materialiseReversal,
  type Reversal,
  restoreRows,
  reversalUsing,
} from './steps/restore-values.ts';
import { retypeColumns } from './steps/retype-columns.ts';
import { type CountedUndo, undoParts } from './undo-parts.ts';

/** A conversion to be taken back, with what was counted for it. */
export interface CountedReversal extends Reversal {
  /** Rows of `kept_rows` to put back, and whether their table has the columns that it had. */
  readonly rowsAside: number;
  readonly exact: boolean;
}

/**
 * The plan that takes a mend back. Foreign keys laid over it that the old types do not allow are dropped; values
 * that the old type cannot express become NULL and are kept, or their rows go where the user says so.
 *
 * @param counted the reversals of one repair.
 * @param dependents of their columns as they are today.
 */
export function buildUndoPlan(
  catalog: Catalog,
  counted: readonly CountedReversal[],
  dependents: readonly Dependent[],
  journalSchema: string,
  unmatched: Unmatched | null,
  parts: CountedUndo,
): Plan {
  const removes = unmatched === 'set-aside' || unmatched === 'discard';
  const reversals = counted.map((one) => ({
    ...one,
    conversion: { ...one.conversion, unmatched: removes ? unmatched : ('keep' as const) },
  }));
  const conversions = reversals.map((one) => one.conversion);
  const others = undoParts(catalog, journalSchema, parts);
  const broken = brokenForeignKeys(catalog, conversions).filter(
    (one) => !others.dropped.has(one.oid),
  );
  const going = catalog.constraints.filter(
    (one) => broken.includes(one) || others.dropped.has(one.oid),
  );
  const lifted = liftedDependents(dependents).filter(
    (one) => one.kind !== 'foreign key' || !going.some((key) => isOf(catalog, key, one)),
  );
  const decisions = conversions.flatMap((one) => decisionOf(one, unmatched));
  const refusals = [
    ...dependents.flatMap((one) =>
      one.handling === 'refused' && one.reason !== null ? [one.reason] : [],
    ),
    ...others.refusals,
  ];
  const tables = tablesOf(conversions);
  const locked = sorted([...tables, ...others.tables]);
  const foreignKeys = broken.flatMap((key) => {
    const table = relationByOid(catalog, key.table);
    return table === undefined
      ? []
      : [{ table: { schema: table.schema, name: table.name }, name: key.name }];
  });
  const usingOf = (conversion: Conversion): string => {
    const reversal = reversals.find((one) => one.conversion === conversion);
    if (reversal === undefined) throw new TypeError('a conversion without its reversal');
    return reversalUsing(journalSchema, reversal);
  };
  const rebuilt = rebuiltChanges(dependents);
  const generators = undoneGeneratorSteps(catalog, conversions);
  const steps: Step[] = [
    ...(locked.length === 0 ? [] : [lockTables(locked)]),
    ...others.first,
    ...(foreignKeys.length === 0 ? [] : [dropForeignKeys(foreignKeys)]),
    ...reversals.map((one) => materialiseReversal(journalSchema, one)),
    ...reversals
      .filter((one) => one.made !== null && one.madeRows > 0)
      .map((one) => rememberMade(journalSchema, one)),
    ...conversions.flatMap((one) => unmatchedSteps(catalog, one, journalSchema)),
    ...(lifted.length === 0 ? [] : [liftDependents(lifted)]),
    ...generators.before,
    ...tables.map((table) =>
      retypeColumns(
        conversions.filter((one) => isIn(one, table)),
        usingOf,
        rebuilt,
      ),
    ),
    ...generators.after,
    // A materialized view is filled when it is laid back: with these rows.
    ...reversals
      .filter((one) => one.rowsAside > 0)
      .map((one) => putBack(catalog, journalSchema, one)),
    ...(lifted.length === 0 ? [] : [layDependents(lifted)]),
    ...reversals.map((one) => dropReversal(journalSchema, one)),
    ...tables.map(analyzeTable),
    ...others.last,
    ...(others.growing.length === 0 ? [] : refillViews(lifted)),
  ];
  return {
    format: 1,
    purpose: 'undo',
    journalSchema,
    database: catalog.database,
    serverVersion: catalog.serverVersion,
    faults: [],
    conversions,
    tables: joinTables([...convertedTables(conversions, journalSchema), ...others.planned]).filter(
      ({ table }) =>
        !putBackInto(reversals, table) && !others.growing.some((one) => isSame(one, table)),
    ),
    after: [],
    explanation: [],
    answer: null,
    outcome: others.outcome,
    steps: decisions.length + refusals.length === 0 ? steps : [],
    hazards: [],
    decisions,
    refusals,
    amended: null,
  };
}

/** Names of constraints repeat from table to table. */
function isOf(catalog: Catalog, key: Constraint, { object, locks: [table] }: Dependent): boolean {
  const own = relationByOid(catalog, key.table);
  return key.name === object.name && own !== undefined && table !== undefined && isSame(own, table);
}

/** Each table once, in the order of its name, so that two plans lock in the same order. */
function sorted(tables: readonly QualifiedName[]): QualifiedName[] {
  const byName = new Map(tables.map((one) => [JSON.stringify([one.schema, one.name]), one]));
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, table]) => table);
}

function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.schema === other.schema && one.name === other.name;
}

/** Rows that come back make more of a table than it held. */
function putBackInto(reversals: readonly CountedReversal[], table: QualifiedName): boolean {
  return reversals.some((one) => one.rowsAside > 0 && isIn(one.conversion, table));
}

function putBack(catalog: Catalog, journalSchema: string, reversal: CountedReversal): Step {
  const { table } = reversal.conversion.mapped;
  const relation = findRelation(catalog, table);
  const columns =
    relation?.columns.filter((one) => one.generated === null).map((one) => one.name) ?? [];
  return restoreRows(journalSchema, reversal, columns, reversal.exact, reversal.rowsAside);
}

function decisionOf(conversion: Conversion, unmatched: Unmatched | null): Decision[] {
  const { mapped, weighed, notNull } = conversion;
  if (
    weighed.evidence.unmatched === 0 ||
    !notNull ||
    unmatched === 'set-aside' ||
    unmatched === 'discard'
  )
    return [];
  const column = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
  return [
    {
      fault: `${mapped.table.name}.${mapped.column}`,
      question: `${weighed.evidence.unmatched} rows of ${column} were written since and have no ${mapped.newType} value, and the column is NOT NULL.`,
      options: [
        { flag: '--unmatched set-aside', effect: 'move those rows to kept_rows' },
        { flag: '--unmatched discard', effect: 'delete those rows' },
      ],
    },
  ];
}
