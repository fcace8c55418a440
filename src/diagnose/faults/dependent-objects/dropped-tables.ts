import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import {
  columnByName,
  columnByNumber,
  findRelation,
  foreignKeysTo,
  relationByOid,
} from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { DiagnosisInput } from '../../diagnosis-input.ts';
import { explained, fullName } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';

/** Tables that are to be dropped while others reference them. */
export function droppedTables({
  catalog,
  statements,
}: DiagnosisInput): ExplainedFault<'dependent-objects'>[] {
  return statements.flatMap(({ declarations }) =>
    declarations.flatMap((one) => {
      if (one.kind !== 'drop' || one.objectKind !== 'table' || one.cascade) return [];
      const tables = one.objects.flatMap((name) => findRelation(catalog, name) ?? []);
      return tables.flatMap((table) => faultOf(catalog, table, tables, statements.length === 1));
    }),
  );
}

function faultOf(
  catalog: Catalog,
  table: Relation,
  going: readonly Relation[],
  alone: boolean,
): ExplainedFault<'dependent-objects'>[] {
  const keys = foreignKeysTo(catalog, table).filter(
    (key) => key.parent === 0 && !going.some((one) => one.oid === key.table),
  );
  if (keys.length === 0) return [];
  const referenced = [
    ...new Set(keys.flatMap((key) => key.foreignKey?.referencedColumns ?? [])),
  ].flatMap((number) => columnByNumber(table, number) ?? []);
  const heirs = catalog.relations.filter(
    (one) =>
      one.kind === 'table' &&
      one.oid !== table.oid &&
      one.owned &&
      referenced.every((column) => columnByName(one, column.name)?.type.oid === column.type.oid) &&
      table.columns.every((column) => columnByName(one, column.name) !== undefined),
  );
  const from = [...new Set(keys.map((key) => key.table))].flatMap(
    (oid) => relationByOid(catalog, oid) ?? [],
  );
  const names = from.map(displayQualified).join(', ');
  const shown = displayQualified(table);
  const shared = table.columns.filter((one) => one.generated === null).map((one) => one.name);
  return [
    explained({
      kind: 'dependent-objects',
      id: fullName(table),
      headline: `${shown} cannot be dropped: ${names} ${from.length === 1 ? 'references' : 'reference'} it`,
      refusal: `What the rows of ${names} are to reference once ${shown} is gone is for a person to say.`,
      explanation: [
        `${keys.map((key) => displayIdent(key.name)).join(', ')} on ${names} ${keys.length === 1 ? 'leads' : 'lead'} to ${shown}. DROP TABLE … CASCADE drops ${keys.length === 1 ? 'that foreign key' : 'those foreign keys'} without a question: the rows stay, with values that point to nothing.`,
        heirs.length > 0
          ? `${heirs.map(displayQualified).join(', ')} ${heirs.length === 1 ? 'has' : 'have'} all its columns. SQLite and MySQL need a table to be made anew, filled and renamed to change a column; PostgreSQL does not: ALTER TABLE ${fullName(table)} ADD COLUMN …, ALTER COLUMN …, in place, keeps every reference.`
          : `Drop the tables in the order of their references, ${names} first, or together in one statement: DROP TABLE ${[...from, table].map(fullName).join(', ')}. If only the reference is to go, drop the constraint by its name before.`,
      ],
      questions: [
        { table, duplicatesOf: null },
        ...from.map((one) => ({ table: one, duplicatesOf: null })),
        ...heirs.map((one) => ({
          table: one,
          duplicatesOf: referenced.map((column) => column.name),
          missingFrom: { table: { schema: table.schema, name: table.name }, columns: shared },
        })),
      ],
      ...(alone && going.length === 1
        ? { droppedTable: { table: table.oid, heirs: heirs.map((one) => one.oid) } }
        : {}),
    }),
  ];
}
