import type { QualifiedName } from '../postgres/quote.ts';
import { quoteIdent, quoteLiteral } from '../postgres/quote.ts';
import { fromTable } from './mapped-column.ts';
import { isCitext, isInteger, isNumber } from './type-family.ts';

/** A column whose values are keys: what stands in it gets a new one, and whatever references it follows. */
export interface KeySource {
  readonly table: QualifiedName;
  readonly partitioned: boolean;
  readonly column: string;
  readonly type: string;
}

/**
 * New keys for values that are none of the new type: an assignment, the same for the same value wherever it stands,
 * never a guess of what an old key was. uuids are made from the seed and the value, numbers are counted.
 */
export interface FreshKeys {
  readonly seed: string;
  /** Where the keys themselves stand, as opposed to references to them; at least one. */
  readonly sources: readonly KeySource[];
}

/** Types for which keys can be made. */
export function canBeMade(type: string): boolean {
  return type === 'uuid' || isInteger(type);
}

/**
 * The text by which a key and its references are the same value, as the operators of foreign keys see it: numbers
 * whatever their scale, citext whatever its case.
 */
export function sameText(expression: string, type: string): string {
  if (isCitext(type)) return `pg_catalog.lower((${expression})::text)`;
  if (isNumber(type) && !isInteger(type)) {
    return `pg_catalog.trim_scale((${expression})::text::numeric)::text`;
  }
  return `(${expression})::text`;
}

/** No two values of the type have the same {@link sameText}. */
export function isSpelledOnce(type: string): boolean {
  return !isCitext(type) && (isInteger(type) || !isNumber(type));
}

/** A uuid of version 4's form for a value, given by an expression for its {@link sameText}. */
export function madeUuid(seed: string, text: string): string {
  const hash = `pg_catalog.md5(${quoteLiteral(seed)} || pg_catalog.chr(31) || ${text})`;
  return `overlay(overlay(${hash} PLACING '4' FROM 13) PLACING 'a' FROM 17)::uuid`;
}

/** A SELECT of every distinct key: `value`, its {@link sameText}, and `place`, the number of its first source. */
export function keysSql({ sources }: FreshKeys): string {
  const each = sources.map(({ table, partitioned, column, type }, at) => {
    const own = `t.${quoteIdent(column)}`;
    return `SELECT ${sameText(own, type)} AS value, ${at} AS place FROM ${fromTable(table, partitioned)} AS t WHERE ${own} IS NOT NULL`;
  });
  return `SELECT u.value, pg_catalog.min(u.place) AS place FROM (${each.join(' UNION ALL ')}) AS u GROUP BY u.value`;
}

/**
 * A SELECT of every key with its number: `value`, `new`. A key that is a number of the new type stays what it is, but
 * where two would become the same one the second gets another; the others are counted on from the highest, in the
 * order of their texts.
 *
 * @param convert an expression over `k.value` for the number that a key is, null for none.
 */
export function numbersSql(fresh: FreshKeys, convert: string): string {
  return (
    `WITH k AS MATERIALIZED (${keysSql(fresh)}), ` +
    `c AS MATERIALIZED (SELECT k.value, k.place, ${convert} AS own FROM k), ` +
    `d AS MATERIALIZED (SELECT c.value, c.place, CASE WHEN pg_catalog.row_number() OVER (PARTITION BY c.own ORDER BY c.place, c.value COLLATE "C") = 1 THEN c.own END AS own FROM c) ` +
    `SELECT d.value, coalesce(d.own::numeric, greatest((SELECT pg_catalog.max(h.own) FROM d AS h), 0) + ` +
    `pg_catalog.row_number() OVER (PARTITION BY d.own IS NULL ORDER BY d.place, d.value COLLATE "C")) AS new FROM d`
  );
}
