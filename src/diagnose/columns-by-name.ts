import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { ownTables } from './stored-key.ts';

/** A column, and the table that it is of. */
export interface OwnColumn {
  readonly table: Relation;
  readonly column: Column;
  /** Where it stands among all columns, in the order of the catalog. */
  readonly at: number;
}

const found = new WeakMap<Catalog, ReadonlyMap<string, readonly OwnColumn[]>>();

/** The columns of the tables that people made, by their name: a large database has few names and many columns. */
export function columnsByName(catalog: Catalog): ReadonlyMap<string, readonly OwnColumn[]> {
  const known = found.get(catalog);
  if (known !== undefined) return known;
  const byName = new Map<string, OwnColumn[]>();
  let at = 0;
  for (const table of ownTables(catalog)) {
    for (const column of table.columns) {
      const same = byName.get(column.name);
      const one = { table, column, at };
      if (same === undefined) byName.set(column.name, [one]);
      else same.push(one);
      at += 1;
    }
  }
  found.set(catalog, byName);
  return byName;
}

/** Columns of these names in the order of the catalog. */
export function columnsNamed(
  catalog: Catalog,
  isMeant: (name: string) => boolean,
): readonly OwnColumn[] {
  const meant = [...columnsByName(catalog)].filter(([name]) => isMeant(name));
  return meant.flatMap(([, columns]) => columns).sort((one, other) => one.at - other.at);
}
