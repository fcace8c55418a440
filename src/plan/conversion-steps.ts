import type { Catalog } from '../catalog/catalog.ts';
import type { Dependent } from '../catalog/dependent.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { Conversion } from './plan.ts';
import type { Step } from './step.ts';
import { analyzeTable } from './steps/analyze-table.ts';
import { checkEvidence } from './steps/check-evidence.ts';
import { keepValues, rememberValues } from './steps/keep-values.ts';
import { layDependents, liftDependents, rebuiltChanges } from './steps/lift-dependents.ts';
import { lockTables } from './steps/lock-tables.ts';
import { dropMapping, materialiseMapping } from './steps/materialise-mapping.ts';
import { checkUnreferenced, removeRows } from './steps/remove-rows.ts';
import { mappingUsing, retypeColumns } from './steps/retype-columns.ts';

/** The steps that convert columns by direct execution, in order, one rewrite per table. */
export function conversionSteps(
  catalog: Catalog,
  conversions: readonly Conversion[],
  dependents: readonly Dependent[],
  journalSchema: string,
): Step[] {
  if (conversions.length === 0) return [];
  const tables = tablesOf(conversions);
  const mapped = conversions.filter((one) => one.weighed.mapping.kind !== 'null');
  const lifted = liftedDependents(dependents);
  const rebuilt = rebuiltChanges(dependents);
  return [
    lockTables(tables),
    ...mapped.map((one) => materialiseMapping(journalSchema, one)),
    ...conversions.map((one) => checkEvidence(journalSchema, one)),
    ...mapped.flatMap((one) => unmatchedSteps(catalog, one, journalSchema)),
    ...mapped.map((one) => rememberValues(journalSchema, one)),
    ...(lifted.length === 0 ? [] : [liftDependents(lifted)]),
    ...tables.map((table) =>
      retypeColumns(
        conversions.filter((one) => isIn(one, table)),
        (one) => mappingUsing(journalSchema, one),
        rebuilt,
      ),
    ),
    ...(lifted.length === 0 ? [] : [layDependents(lifted)]),
    ...mapped.map((one) => dropMapping(journalSchema, one)),
    ...tables.map(analyzeTable),
  ];
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

function inboundKeys(
  catalog: Catalog,
  { mapped }: Conversion,
): Parameters<typeof checkUnreferenced>[2][] {
  const own = catalog.relations.find(
    (one) => one.schema === mapped.table.schema && one.name === mapped.table.name,
  );
  if (own === undefined) return [];
  return catalog.constraints.flatMap((constraint) => {
    if (constraint.foreignKey?.referencedTable !== own.oid || constraint.parent !== 0) return [];
    const from = catalog.relations.find((one) => one.oid === constraint.table);
    if (from === undefined) return [];
    const name = (columns: typeof own.columns, number: number) =>
      columns.find((column) => column.number === number)?.name ?? '';
    return [
      {
        name: constraint.name,
        table: { schema: from.schema, name: from.name },
        columns: constraint.columns.map((number) => name(from.columns, number)),
        referencedColumns: constraint.foreignKey.referencedColumns.map((number) =>
          name(own.columns, number),
        ),
      },
    ];
  });
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
