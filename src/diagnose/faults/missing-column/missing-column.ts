import type { Catalog } from '../../../catalog/catalog.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import { chooseForeignKeyName } from '../../choose-constraint-name.ts';
import type { SeenTable } from '../../declared-schema.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import {
  type DeclaredReference,
  declaredReferences,
  explained,
  fullName,
  listOf,
  sameLetters,
  tableWithColumns,
} from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { suggestsTable } from '../../suggests-table.ts';

/** A column that a foreign key names is not there, on either side. */
export const missingColumn: FaultDetector = {
  kind: 'missing-column',
  sqlstates: ['42703'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    return declaredReferences(catalog, statements).flatMap((one) => [
      ...missingOf(catalog, one, 'referencing'),
      ...missingOf(catalog, one, 'referenced'),
    ]);
  },
};

function missingOf(
  catalog: Catalog,
  one: DeclaredReference,
  side: 'referencing' | 'referenced',
): ExplainedFault<'missing-column'>[] {
  const table = one[side];
  const { declared } = one;
  if (table === undefined) return [];
  // The columns of a table made from a query or another table are not read.
  if (table.relation === null && declared.origin === 'create-table' && side === 'referenced') {
    if (declared.table.name !== declared.referencedTable.name) return [];
  }
  const names = side === 'referencing' ? declared.columns : declared.referencedColumns;
  return names.flatMap((name) =>
    table.column(name) === undefined ? [faultOf(catalog, one, side, table, name)] : [],
  );
}

function faultOf(
  catalog: Catalog,
  { declared, referenced }: DeclaredReference,
  side: 'referencing' | 'referenced',
  table: SeenTable,
  name: string,
): ExplainedFault<'missing-column'> {
  const place = displayQualified(table.table);
  const column = displayIdent(name);
  const all = table.relation?.columns.map((one) => one.name) ?? [];
  const twins = all.filter((one) => sameLetters(one, name));
  const target = declared.referencedTable.name;
  const likely =
    side === 'referencing'
      ? all.filter((one) => suggestsTable(one, target))
      : (table.primaryKey() ?? []);
  const alternatives = [...new Set([...twins, ...likely])];
  const key =
    side === 'referencing'
      ? referenced?.column(
          declared.referencedColumns[declared.columns.indexOf(name)] ??
            referenced.primaryKey()?.[declared.columns.indexOf(name)] ??
            '',
        )
      : undefined;
  return explained({
    kind: 'missing-column',
    id: faultId(table.table, [name]),
    constraint: declared.name ?? chooseForeignKeyName(catalog, table.table, declared.columns),
    // Nothing on the table resembles it: then it can be added.
    referencing:
      side === 'referencing' && key !== undefined && alternatives.length === 0
        ? {
            table: table.table,
            oid: table.relation?.oid ?? 0,
            columns: [{ name, type: key.typeSql, notNull: false }],
          }
        : null,
    headline: `there is no column ${column} in ${place}, the ${side} table of the foreign key`,
    refusal:
      alternatives.length === 0
        ? `Column ${column} of ${place} has to be made first.`
        : `${place} has ${listOf(alternatives)}, but which column is meant is not guessed.`,
    explanation: [
      ...(table.relation === null
        ? []
        : [`The columns there are: ${tableWithColumns(table.relation)}.`]),
      ...(twins.length === 0
        ? []
        : [
            `${listOf(twins)} has the same letters: an unquoted name is folded to lower case, a quoted one is taken as it stands, so the case has to agree.`,
          ]),
      side === 'referencing'
        ? `A foreign key stands on a column that is there: it does not make one. ${key === undefined ? 'Add the column before' : `Add it before, ALTER TABLE ${fullName(table.table)} ADD COLUMN ${column} ${key.typeSql};`} and fill it, then lay the foreign key${alternatives.length === 0 ? '' : `, or name ${listOf(alternatives)} in it`}.`
        : `A foreign key references a column with a primary key or unique constraint.${alternatives.length === 0 ? '' : ` ${place} has the key ${listOf(alternatives)}: if that is meant, write it in the migration, and see that the types agree.`} A tool that is configured for another kind of key writes the name of a column that this table never had.`,
    ],
  });
}
