import type { Catalog, Type } from '../catalog.ts';
import { typeByOid } from '../lookup.ts';

/** What a change of type does to an expression over the column, as the server prints it. */
export type Meaning =
  /** The server rebuilds it, and it means what it meant: a wider integer, another length. */
  | 'same'
  /** The same after the casts of its literals are written for the new type: an enum for another enum. */
  | 'same labels'
  /** It was written for the old type, and only a person can say what it is to mean now. */
  | 'other';

const integers = new Set(['int2', 'int4', 'int8']);
const strings = new Set(['text', 'varchar']);

/** How expressions over a column stand its change of type. @param newType null where it is not known. */
export function meaningAfter(catalog: Catalog, oldType: number, newType: number | null): Meaning {
  const from = baseType(catalog, oldType);
  const to = newType === null ? undefined : baseType(catalog, newType);
  if (from === undefined || to === undefined) return 'other';
  if (from.oid === to.oid) return 'same';
  if (from.kind === 'enum' && to.kind === 'enum') return 'same labels';
  if (from.schema !== 'pg_catalog' || to.schema !== 'pg_catalog') return 'other';
  const together = [integers, strings].some((one) => one.has(from.name) && one.has(to.name));
  return together ? 'same' : 'other';
}

/** What a domain is over, at any depth. */
function baseType(catalog: Catalog, oid: number): Type | undefined {
  const type = typeByOid(catalog, oid);
  return type?.kind === 'domain' ? baseType(catalog, type.baseType) : type;
}
