import type { Catalog, Column, Relation } from '../catalog.ts';
import { childrenOf, columnByName, columnByNumber, relationByOid } from '../lookup.ts';

/** A column whose type is to change. */
export interface ColumnRef {
  /** pg_class OID. */
  readonly table: number;
  readonly column: number;
  /** OID of the type that it is to get; absent where that is not known. */
  readonly newType?: number;
}

/** A column with what the catalog knows of it. */
export interface KnownColumn {
  readonly table: Relation;
  readonly column: Column;
  /** Altered with its parent's column, because ALTER TABLE descends to children. */
  readonly throughParent: boolean;
  /** OID; null where it is not known. */
  readonly newType: number | null;
}

/** The columns themselves and those of children that are altered with them, each once. */
export function withChildren(catalog: Catalog, columns: readonly ColumnRef[]): KnownColumn[] {
  const found = new Map<string, KnownColumn>();
  const add = (known: KnownColumn) => {
    const { table, column, throughParent } = known;
    const key = `${table.oid} ${column.number}`;
    if (throughParent || !found.has(key)) found.set(key, known);
    for (const child of childrenOf(catalog, table)) {
      const same = columnByName(child, column.name);
      if (same === undefined || found.has(`${child.oid} ${same.number}`)) continue;
      add({ ...known, table: child, column: same, throughParent: true });
    }
  };
  for (const { table: oid, column: number, newType = null } of columns) {
    const table = relationByOid(catalog, oid);
    const column = table === undefined ? undefined : columnByNumber(table, number);
    if (table !== undefined && column !== undefined && !found.has(`${oid} ${number}`)) {
      add({ table, column, throughParent: false, newType });
    }
  }
  return [...found.values()];
}
