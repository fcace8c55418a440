import type { Catalog } from '../catalog/catalog.ts';
import { findRelation } from '../catalog/lookup.ts';
import { displayQualified, type QualifiedName, quoteIdent } from '../postgres/quote.ts';

/** Why a table cannot be changed by this role, with the GRANT that would let it: only who owns a table may change it. */
export function notOwned(catalog: Catalog, name: QualifiedName): string[] {
  const table = findRelation(catalog, name);
  if (table === undefined || table.owned) return [];
  return [
    `${displayQualified(table)} belongs to ${table.owner}, and only its owner may change it. A superuser, or who may grant that role, would run: GRANT ${quoteIdent(table.owner)} TO ${quoteIdent(catalog.role.name)}`,
  ];
}
