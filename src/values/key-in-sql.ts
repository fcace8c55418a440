import type { Catalog, Constraint, Relation } from '../catalog/catalog.ts';
import { columnByName, columnByNumber, relationByOid } from '../catalog/lookup.ts';
import type { OrphanKey } from '../diagnose/fault.ts';
import { quoteQualified } from '../postgres/quote.ts';
import type { KeyInSql } from './orphan-sql.ts';
import { keyTable } from './orphan-tables.ts';

/** How values of a type are compared: see equality-operators.ts. */
export type OperatorOf = (type: number) => string;

/** A key of stored tables in the terms of a query; null where one of its columns is not there. */
export function keyInSql(catalog: Catalog, key: OrphanKey, operator: OperatorOf): KeyInSql | null {
  const from = relationByOid(catalog, key.referencing.oid);
  const to = relationByOid(catalog, key.referenced.oid);
  if (from === undefined || to === undefined) return null;
  const columns = key.referencing.columns.flatMap(({ name }, at) => {
    const own = columnByName(from, name);
    const other = columnByName(to, key.referenced.columns[at]?.name ?? '');
    return own === undefined || other === undefined
      ? []
      : [compared(catalog, own, other, operator)];
  });
  if (columns.length !== key.referencing.columns.length) return null;
  return { referencing: keyTable(from), referenced: keyTable(to), match: key.match, columns };
}

/** A foreign key of the catalog in the terms of a query; null where a side of it is not there. */
export function constraintInSql(
  catalog: Catalog,
  { table, columns: numbers, foreignKey }: Constraint,
  operator: OperatorOf,
): KeyInSql | null {
  const from = relationByOid(catalog, table);
  const to = relationByOid(catalog, foreignKey?.referencedTable ?? 0);
  if (from === undefined || to === undefined || foreignKey === null) return null;
  const columns = numbers.flatMap((number, at) => {
    const own = columnByNumber(from, number);
    const other = columnByNumber(to, foreignKey.referencedColumns[at] ?? 0);
    return own === undefined || other === undefined
      ? []
      : [compared(catalog, own, other, operator)];
  });
  return {
    referencing: keyTable(from),
    referenced: keyTable(to),
    match: foreignKey.match,
    columns,
  };
}

function compared(
  catalog: Catalog,
  own: Relation['columns'][number],
  other: Relation['columns'][number],
  operator: OperatorOf,
): KeyInSql['columns'][number] {
  const collation =
    own.collation === other.collation
      ? undefined
      : catalog.collations?.find((one) => one.oid === other.collation);
  return {
    referencing: own.name,
    referenced: other.name,
    operator: operator(other.type.oid),
    collation: collation === undefined ? null : quoteQualified(collation),
  };
}
