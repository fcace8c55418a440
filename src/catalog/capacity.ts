import type { Catalog, TypeRef } from './catalog.ts';
import { baseTypeOf } from './coercion.ts';

/** How much a column of a type can hold. */
export interface Capacity {
  /** What is counted: the size of the number, or the characters of the text. */
  readonly of: 'number' | 'text';
  /** The greatest number, or the most characters; null: no limit that matters. */
  readonly most: bigint | null;
}

/** Fixed OIDs (pg_type.dat): the same in every version. */
const integers: ReadonlyMap<number, bigint> = new Map([
  [21, 2n ** 15n - 1n],
  [23, 2n ** 31n - 1n],
  [20, 2n ** 63n - 1n],
]);
const NUMERIC = 1700;
const TEXT = 25;
const BPCHAR = 1042;
const VARCHAR = 1043;
/** What a type modifier has on top of its number: VARHDRSZ. */
const header = 4;

/**
 * How much a column holds; null for types whose values do not grow (uuid, dates), or of which the length is not known
 * here (domains over texts and numerics). Source of the modifiers: numerictypmodin() in utils/adt/numeric.c,
 * anychar_typmodin() in utils/adt/varchar.c.
 */
export function capacityOf(catalog: Catalog, { oid, typmod }: TypeRef): Capacity | null {
  const base = baseTypeOf(catalog, oid);
  const integer = integers.get(base);
  if (integer !== undefined) return { of: 'number', most: integer };
  if (base !== oid) return null;
  if (oid === NUMERIC) {
    if (typmod < header) return { of: 'number', most: null };
    const precision = ((typmod - header) >> 16) & 0xffff;
    // Eleven bits with a sign.
    const scale = (((typmod - header) & 0x7ff) ^ 0x400) - 0x400;
    return { of: 'number', most: 10n ** BigInt(Math.max(0, precision - scale)) - 1n };
  }
  if (oid === TEXT) return { of: 'text', most: null };
  if (oid === VARCHAR || oid === BPCHAR) {
    return { of: 'text', most: typmod < header ? null : BigInt(typmod - header) };
  }
  return null;
}

/** A column of the one capacity cannot hold all that one of the other can. */
export function isNarrower(one: Capacity, other: Capacity): boolean {
  if (one.of !== other.of || one.most === null) return false;
  return other.most === null || one.most < other.most;
}
