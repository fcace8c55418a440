import { quoteIdent, quoteQualified } from '../postgres/quote.ts';
import { numbersSql, sameText } from './fresh-keys.ts';
import { fromTable, type MappedColumn } from './mapped-column.ts';
import type { Comparison, Mapping } from './mapping.ts';
import { isInteger, isNumber } from './type-family.ts';
import { keyFunction, valueFunction } from './value-function.ts';
import { keyExpression, keyType } from './value-key.ts';

export { fromTable, type MappedColumn } from './mapped-column.ts';

/**
 * A SELECT of the distinct non-null values: `old` (keyed as in value-key.ts) and `n`, their rows.
 *
 * @param limit at most so many distinct values, for a first look.
 */
export function valuesSql(mapped: MappedColumn, limit?: number): string {
  const column = `t.${quoteIdent(mapped.column)}`;
  return (
    `SELECT ${keyExpression(column, mapped.type)} AS old, pg_catalog.count(*) AS n ` +
    `FROM ${fromTable(mapped.table, mapped.partitioned)} AS t WHERE ${column} IS NOT NULL GROUP BY 1` +
    (limit === undefined ? '' : ` LIMIT ${limit}`)
  );
}

/**
 * A SELECT of every distinct value with what it becomes: `old`, `n`, `new` (null unless exactly one),
 * `targets` (how many different values it could become). For `convert` the function of value-function.ts is called.
 *
 * @param values a SELECT as {@link valuesSql} makes it, where it is not for all of them.
 * @param native the values are compared as they are, by an index where there is one; see {@link isNative}.
 */
export function pairsSql(
  mapped: MappedColumn,
  mapping: Mapping,
  values: string = valuesSql(mapped),
  native = false,
): string {
  if (mapping.kind === 'null') {
    return `SELECT v.old, v.n, NULL::${mapped.newType} AS new, 0::bigint AS targets FROM (${values}) AS v`;
  }
  if (mapping.kind === 'convert' && mapping.fresh !== null && isInteger(mapped.newType)) {
    return (
      `SELECT v.old, v.n, a.new::${mapped.newType} AS new, CASE WHEN a.new IS NULL THEN 0 ELSE 1 END::bigint AS targets ` +
      `FROM (${values}) AS v LEFT JOIN (${numbersSql(mapping.fresh, ownNumber(mapped, mapping, 'k.value'))}) AS a ON a.value = ${sameText('v.old', mapped.type)}`
    );
  }
  if (mapping.kind === 'convert') {
    // OFFSET keeps the function from being called twice for a value.
    return (
      `SELECT v.old, v.n, c.new, CASE WHEN c.new IS NULL THEN 0 ELSE 1 END::bigint AS targets ` +
      `FROM (${values}) AS v CROSS JOIN LATERAL (SELECT ${valueFunction}(v.old) AS new OFFSET 0) AS c`
    );
  }
  const lookup = lookupSql(mapped, mapping, native);
  return (
    `SELECT v.old, v.n, ` +
    `CASE WHEN pg_catalog.count(DISTINCT l.new::text) = 1 THEN (pg_catalog.array_agg(l.new) FILTER (WHERE l.new IS NOT NULL))[1] END AS new, ` +
    `pg_catalog.count(DISTINCT l.new::text) AS targets ` +
    `FROM (${values}) AS v LEFT JOIN (${lookup.sql}) AS l ON ${lookup.on} GROUP BY v.old, v.n`
  );
}

/**
 * An expression for the number that a key is by itself, by its text; the function of value-function.ts is called, but
 * for uuids, of which none is a number.
 */
export function ownNumber(mapped: MappedColumn, mapping: Mapping, text: string): string {
  const isNone = mapped.type === 'uuid' && mapping.kind === 'convert' && mapping.using === null;
  return isNone ? 'NULL::bigint' : `${keyFunction}(${text})`;
}

/**
 * A condition under which the value `v.old` is looked up as `l.key`.
 *
 * @param native as for {@link pairsSql}
 */
export function lookupCondition(mapped: MappedColumn, mapping: LookedUp, native: boolean): string {
  return lookupSql(mapped, mapping, native).on;
}

/** Values of the type are keyed as themselves, and so are those of the column in which they are looked up. */
export function isNative(mapped: MappedColumn, lookedUp: string): boolean {
  return lookedUp === mapped.type && keyType(lookedUp) !== 'text';
}

/** Mappings that look values up in tables. */
export type LookedUp = Exclude<Mapping, { kind: 'null' | 'convert' }>;

interface Lookup {
  /** A SELECT of `key` and `new`. */
  readonly sql: string;
  readonly on: string;
}

/** How values are looked up: rows of `key` and `new`, and how `v.old` finds its own. */
export function lookupSql(mapped: MappedColumn, mapping: LookedUp, native = false): Lookup {
  const referenced = `${fromTable(mapped.referencedTable, mapped.referencedPartitioned)} AS r`;
  const key = `r.${quoteIdent(mapped.referencedColumn)}`;
  const becomes = `${key}::${mapped.newType} AS new`;
  if (mapping.kind === 'cast') {
    return {
      sql: `SELECT ${key} AS key, ${becomes} FROM ${referenced}`,
      on: castCondition(mapped),
    };
  }
  const on = native ? 'v.old = l.key' : 'v.old::text = l.key::text';
  const own = ownColumn(mapping);
  if (own !== null) {
    return { sql: `SELECT r.${quoteIdent(own)} AS key, ${becomes} FROM ${referenced}`, on };
  }
  if (
    mapping.kind === 'alternate-key' ||
    mapping.bridgeColumn === null ||
    mapping.referencedColumn === null
  ) {
    throw new TypeError('a bridge names both columns of its natural key');
  }
  const value = `b.${quoteIdent(mapping.valueColumn)} AS key`;
  const join = compareSql(
    `b.${quoteIdent(mapping.bridgeColumn)}`,
    `r.${quoteIdent(mapping.referencedColumn)}`,
    mapping.compare,
  );
  return {
    sql: `SELECT ${value}, ${becomes} FROM ${quoteQualified(mapping.table)} AS b JOIN ${referenced} ON ${join}`,
    on,
  };
}

/** The column of the referenced table itself that holds the old values, where the mapping is of that kind. */
function ownColumn(mapping: Exclude<LookedUp, { kind: 'cast' }>): string | null {
  if (mapping.kind === 'alternate-key') return mapping.column;
  return mapping.bridgeColumn === null ? mapping.valueColumn : null;
}

/** How the two columns of a bridge's natural key are compared. */
export function compareSql(one: string, other: string, compare: Comparison): string {
  return compare === 'exact'
    ? `${one}::text = ${other}::text`
    : `pg_catalog.lower(${one}::text) = pg_catalog.lower(${other}::text)`;
}

/** One value through text: uuids whatever their spelling, numbers whatever their zeros, all else letter by letter. */
function castCondition(mapped: MappedColumn): string {
  if (mapped.type === 'uuid' || mapped.newType === 'uuid') {
    const spelled = (value: string) =>
      `pg_catalog.translate(pg_catalog.lower(${value}::text), '{}-', '')`;
    return `${spelled('v.old')} = ${spelled('l.key')}`;
  }
  if (isNumber(mapped.newType)) {
    const text = `v.old::text`;
    return `CASE WHEN ${text} ~ '^\\s*[+-]?[0-9]{1,100}(\\.0{1,100})?\\s*$' THEN pg_catalog.btrim(${text})::numeric END = l.key::numeric`;
  }
  return `v.old::text = l.key::text`;
}
