import type { Catalog, Column, Relation } from '../catalog.ts';
import { childrenOf, columnByName, columnByNumber, relationByOid } from '../lookup.ts';

/** A column whose type is to change. */
export interface ColumnRef {
  /** pg_class OID. */
  readonly table: number;
  readonly column: number;
}

/** A column with what the catalog knows of it. */
export interface KnownColumn {
  readonly table: Relation;
  readonly column: Column;
  /** Altered with its parent's column, because ALTER TABLE descends to children. */
  readonly throughParent: boolean;
}

/** The columns themselves and those of children that are altered with them, each once. */
export function withChildren(catalog: Catalog, columns: readonly ColumnRef[]): KnownColumn[] {
  const found = new Map<string, KnownColumn>();
  const add = (table: Relation, column: Column, throughParent: boolean) => {
    const key = `${table.oid} ${column.number}`;
    if (throughParent || !found.has(key)) found.set(key, { table, column, throughParent });
    for (const child of childrenOf(catalog, table)) {
      const same = columnByName(child, column.name);
      if (same !== undefined && !found.has(`${child.oid} ${same.number}`)) add(child, same, true);
    }
  };
  for (const { table: oid, column: number } of columns) {
    const table = relationByOid(catalog, oid);
    const column = table === undefined ? undefined : columnByNumber(table, number);
    if (table !== undefined && column !== undefined && !found.has(`${oid} ${number}`)) {
      add(table, column, false);
    }
  }
  return [...found.values()];
}
