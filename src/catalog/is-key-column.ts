import type { Catalog } from './catalog.ts';
import { columnByName, relationByOid } from './lookup.ts';

/** A column is part of a primary key, or a foreign key references it: other places know its values. */
export function isKeyColumn(catalog: Catalog, table: number, column: string): boolean {
  const relation = relationByOid(catalog, table);
  const number = relation === undefined ? undefined : columnByName(relation, column)?.number;
  if (number === undefined) return false;
  return catalog.constraints.some(
    (one) =>
      (one.table === table && one.kind === 'primary key' && one.columns.includes(number)) ||
      (one.foreignKey?.referencedTable === table &&
        one.foreignKey.referencedColumns.includes(number)),
  );
}
