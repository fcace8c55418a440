import type { Catalog, Column } from '../catalog/catalog.ts';
import { typeByOid } from '../catalog/lookup.ts';

/** A column's type, or the one under it where it is a domain, however many stand on each other. */
export function underDomain(
  catalog: Catalog,
  columnType: Column['type'],
): { readonly oid: number; readonly sql: string } {
  let type = typeByOid(catalog, columnType.oid);
  if (type?.kind !== 'domain') return columnType;
  while (type?.kind === 'domain') type = typeByOid(catalog, type.baseType);
  return type ?? columnType;
}

/** A column takes no NULL, by its own NOT NULL or by that of a domain that it is of. */
export function takesNoNull(catalog: Catalog, column: Column): boolean {
  if (column.notNull) return true;
  let type = typeByOid(catalog, column.type.oid);
  for (; type?.kind === 'domain'; type = typeByOid(catalog, type.baseType)) {
    if (type.notNull === true) return true;
  }
  return false;
}
