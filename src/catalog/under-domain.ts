import type { Catalog, Column, TypeRef } from './catalog.ts';
import { typeByOid } from './lookup.ts';

/**
 * A type, or the one under it where it is a domain, however many stand on each other; with the modifier that the domain
 * gives it, without which `character` is one character and `bit` one bit.
 *
 * @see https://www.postgresql.org/docs/current/datatype-character.html
 */
export function underDomain(catalog: Catalog, type: TypeRef): TypeRef {
  const base = typeByOid(catalog, type.oid)?.base;
  return base === undefined ? type : underDomain(catalog, base);
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
