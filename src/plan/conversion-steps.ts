import type { Catalog } from '../catalog/catalog.ts';
import type { Dependent } from '../catalog/dependent.ts';
import { findRelation, typeByOid } from '../catalog/lookup.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import { typeOperator } from '../values/equality-operators.ts';
import { constraintInSql } from '../values/key-in-sql.ts';
import type { KeyInSql } from '../values/orphan-sql.ts';
import { foreignKeysInto } from '../values/orphan-tables.ts';
import { generatorSteps } from './generator-steps.ts';
import type { Conversion } from './plan.ts';
import type { MovedForeignKey } from './planned-part.ts';
import type { Step } from './step.ts';
import { analyzeTable } from './steps/analyze-table.ts';
import { checkEvidence } from './steps/check-evidence.ts';
import { dropForeignKeys } from './steps/drop-foreign-keys.ts';
import { keepValues, rememberValues } from './steps/keep-values.ts';
import { layDependents, liftDependents, rebuiltChanges } from './steps/lift-dependents.ts';
import { lockTables } from './steps/lock-tables.ts';
import { dropMapping, materialiseMapping } from './steps/materialise-mapping.ts';
import { layMovedForeignKey } from './steps/move-foreign-key.ts';
import { checkUnreferenced, removeRows } from './steps/remove-rows.ts';
import { mappingUsing, retypeColumns } from './steps/retype-columns.ts';

/**
 * The steps that write down what values become, and check that they are those that were counted: before any value
 * changes, since what the tables have to hold is read through them.
 */
export function preparingSteps(conversions: readonly Conversion[], journalSchema: string): Step[] {
  if (conversions.length === 0) return [];
  return [
    lockTables(tablesOf(conversions)),
    ...mappedOnes(conversions).map((one) => materialiseMapping(journalSchema, one)),
    ...conversions.map((one) => checkEvidence(journalSchema, one)),
  ];
}

/** The steps that then convert the columns by direct execution, in order, one rewrite per table. */
export function conversionSteps(
  catalog: Catalog,
  conversions: readonly Conversion[],
  dependents: readonly Dependent[],
  journalSchema: string,
  moved: readonly MovedForeignKey[] = [],
): Step[] {
  if (conversions.length === 0) return [];
  const tables = tablesOf(conversions);
  const mapped = mappedOnes(conversions);
  const lifted = liftedDependents(dependents).filter((one) => !isMoved(one, moved));
  const rebuilt = rebuiltChanges(dependents);
  const generators = generatorSteps(conversions);
  return [
    ...mapped.flatMap((one) => unmatchedSteps(catalog, one, journalSchema)),
    ...mapped.map((one) => rememberValues(journalSchema, one)),
    ...(moved.length === 0 ? [] : [dropForeignKeys(moved)]),
    ...(lifted.length === 0 ? [] : [liftDependents(lifted)]),
    ...generators.before,
    ...tables.map((table) =>
      retypeColumns(
        conversions.filter((one) => isIn(one, table)),
        (one) => mappingUsing(journalSchema, one),
        rebuilt,
        ({ mapped }) => leftDomain(catalog, mapped),
      ),
    ),
    ...generators.after,
    ...(lifted.length === 0 ? [] : [layDependents(lifted)]),
    ...moved.map((one) => layMovedForeignKey(one)),
    ...mapped.map((one) => dropMapping(journalSchema, one)),
    ...tables.map(analyzeTable),
  ];
}

function leftDomain(
  catalog: Catalog,
  { typeOid, newTypeOid }: Conversion['mapped'],
): string | null {
  const type = typeByOid(catalog, typeOid);
  return type?.kind === 'domain' && typeOid !== newTypeOid ? type.sql : null;
}

function isMoved(dependent: Dependent, moved: readonly MovedForeignKey[]): boolean {
  return moved.some(
    ({ table, name }) =>
      dependent.kind === 'foreign key' &&
      dependent.object.name === name &&
      dependent.locks.some((one) => one.schema === table.schema && one.name === table.name),
  );
}

function mappedOnes(conversions: readonly Conversion[]): Conversion[] {
  return conversions.filter((one) => one.weighed.mapping.kind !== 'null');
}

/** What is lifted around a change of types; a column's own default changes in the same ALTER TABLE. */
export function liftedDependents(dependents: readonly Dependent[]): Dependent[] {
  return dependents.filter((one) => one.handling === 'lifted' && one.kind !== 'default');
}

/** What becomes of values that match nothing, before the column is converted. */
export function unmatchedSteps(
  catalog: Catalog,
  conversion: Conversion,
  journalSchema: string,
): Step[] {
  const { evidence } = conversion.weighed;
  if (evidence.unmatched + evidence.ambiguous === 0) return [];
  switch (conversion.unmatched) {
    case 'keep':
      return [keepValues(journalSchema, conversion)];
    case 'set-aside':
    case 'discard':
      return [
        ...inboundKeys(catalog, conversion).map((key) =>
          checkUnreferenced(journalSchema, conversion, key),
        ),
        removeRows(journalSchema, conversion),
      ];
    case 'null':
    case 'fail':
      return [];
  }
}

function inboundKeys(catalog: Catalog, { mapped }: Conversion): KeyInSql[] {
  const own = findRelation(catalog, mapped.table);
  if (own === undefined) return [];
  return foreignKeysInto(catalog, own).flatMap(
    (one) => constraintInSql(catalog, one, (type) => typeOperator(catalog, type)) ?? [],
  );
}

/** Each table once, in the order of its name, so that two plans lock in the same order. */
export function tablesOf(conversions: readonly Conversion[]): QualifiedName[] {
  const byName = new Map(
    conversions.map(({ mapped }) => [
      JSON.stringify([mapped.table.schema, mapped.table.name]),
      mapped.table,
    ]),
  );
  return [...byName.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, table]) => table);
}

export function isIn(conversion: Conversion, table: QualifiedName): boolean {
  return (
    conversion.mapped.table.schema === table.schema && conversion.mapped.table.name === table.name
  );
}
