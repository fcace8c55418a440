import { quoteIdent } from '../../postgres/quote.ts';
import { isSpelledOnce } from '../../values/fresh-keys.ts';
import { keyExpression, keyType } from '../../values/value-key.ts';
import type { LiveDesign, LiveTable, LiveValue, PairedValue } from './live-design.ts';
import { keyNames, newValueSql, work } from './live-sql.ts';
import { isNumbered } from './number-keys.ts';

/** Names of the work tables of a way back. */
export const backName = (design: LiveDesign, value: LiveValue): string =>
  `live_${design.id}_back_${value.conversion}`;
export const othersName = (design: LiveDesign, value: LiveValue): string =>
  `live_${design.id}_others_${value.conversion}`;
export const turnName = (table: LiveTable): string => `${table.capture}_turn`;
export const lostName = (table: LiveTable): string => `${table.capture}_lost`;

/** The table that stood aside, for SQL. */
export function oldSql(design: LiveDesign, table: LiveTable): string {
  return `${table.partitioned ? '' : 'ONLY '}${work(design, table.members[0]?.old ?? '')}`;
}

/** A condition: a row `o` of the table that stood aside matched nothing, and has no place in the one of today. */
export function leftOutSql(design: LiveDesign, table: LiveTable): string {
  const names = keyNames(table);
  const isSame = table.key.map(({ name }, at) => `f.${names[at]} = o.${quoteIdent(name)}`);
  return `EXISTS (SELECT FROM ${work(design, table.left)} AS f WHERE f.fate IN ('set-aside', 'discard') AND ${isSame.join(' AND ')})`;
}

/** Statements that make the work tables of a way back, where they are not there yet. */
export function createBackSql(design: LiveDesign): string[] {
  return design.tables.flatMap((table) => {
    const names = keyNames(table);
    const newKeys = table.key.map(({ newType }, at) => `${names[at]} ${newType}`).join(', ');
    const values = table.values.map((value) => `c${value.conversion} ${typeOf(table, value).type}`);
    return [
      `DROP TABLE IF EXISTS ${work(design, turnName(table))}`,
      `CREATE TABLE ${work(design, turnName(table))} (${[newKeys, ...values].join(', ')})`,
      `CREATE TABLE IF NOT EXISTS ${work(design, lostName(table))} (${newKeys}, conversion integer NOT NULL, fate text NOT NULL, row_key jsonb, value text, content jsonb, record text)`,
    ];
  });
}

export function typeOf(
  table: LiveTable,
  value: LiveValue,
): { readonly type: string; readonly newType: string } {
  const column = table.columns.find((one) => one.name === value.column);
  if (column === undefined) throw new TypeError('a converted column that the table does not have');
  return column;
}

/** The way back needs no pairs. */
export function isComputedBack(value: LiveValue): boolean {
  return value.how === 'expression' && value.back !== null;
}

/** Several values of before may have become one, in a key by which the rows of before are found. */
export function mayHaveOthers(table: LiveTable, value: LiveValue): value is PairedValue {
  const isKey = table.key.some((one) => one.name === value.column);
  if (value.how !== 'pairs' || !isKey) return false;
  return !(isNumbered(value) && isSpelledOnce(typeOf(table, value).type));
}

/** `old`, a value of today, with every `new` that it was in some row of before, and not only the one by itself. */
export function everyBackSql(design: LiveDesign, table: LiveTable, value: LiveValue): string {
  const back = work(design, backName(design, value));
  if (!mayHaveOthers(table, value)) return back;
  return `(SELECT h.old, h.new FROM ${back} AS h UNION ALL SELECT h.old, h.new FROM ${work(design, othersName(design, value))} AS h)`;
}

/** What a value of today was, by itself. */
function wasSql(value: LiveValue, own: string): string {
  return value.how === 'expression' && value.back !== null
    ? value.back.replaceAll('$$', () => own)
    : `b${value.conversion}.new`;
}

/**
 * Joins from rows `t` of the table of today to what their values were.
 *
 * @param every to all that a value may have been, a row for each
 */
export function backJoins(
  design: LiveDesign,
  table: LiveTable,
  columnOf: (name: string) => string | null,
  every = false,
): string {
  return table.values
    .flatMap((value) => {
      const column = columnOf(value.column);
      if (column === null || isComputedBack(value)) return [];
      const { newType } = typeOf(table, value);
      const alias = `b${value.conversion}`;
      const back = every
        ? everyBackSql(design, table, value)
        : work(design, backName(design, value));
      return [` LEFT JOIN ${back} AS ${alias} ON ${alias}.old = ${keyExpression(column, newType)}`];
    })
    .join('');
}

/** The key of the row of before for a row, or key, of today, where that does not say itself what it was. */
export function backKey(
  table: LiveTable,
  columnOf: (name: string, at: number) => string,
): string[] {
  return table.key.map(({ name }, at) => {
    const value = table.values.find((one) => one.column === name);
    return value === undefined ? columnOf(name, at) : wasSql(value, columnOf(name, at));
  });
}

/**
 * The row of before for a row `t` of today: a value that the row had before, and that becomes the one of today, is
 * that value again; every other one is what the pairs say.
 *
 * @param had an expression for the value that the row had, and one that says whether there was such a row.
 */
export function backColumns(
  design: LiveDesign,
  table: LiveTable,
  had: (value: LiveValue) => string,
  there: string,
): string[] {
  return table.columns.map(({ name }) => {
    const value = table.values.find((one) => one.column === name);
    return value === undefined
      ? `t.${quoteIdent(name)}`
      : backValue(design, table, value, had(value), there);
  });
}

export function backValue(
  design: LiveDesign,
  table: LiveTable,
  value: LiveValue,
  had: string,
  there: string,
): string {
  const own = `t.${quoteIdent(value.column)}`;
  const { type } = typeOf(table, value);
  // A value without a pair has not become NULL: it came behind the cut-over.
  const isSame =
    value.how === 'pairs'
      ? `EXISTS (SELECT FROM ${work(design, value.pairs)} AS f WHERE f.old = ${keyExpression(had, type)} AND f.new::text IS NOT DISTINCT FROM (${own})::text)`
      : `(${newValueSql(value, had)})::text IS NOT DISTINCT FROM (${own})::text`;
  return `CASE WHEN ${there} AND ${isSame} THEN ${had} ELSE ${wasSql(value, own)} END`;
}

/** The type by which values of today are keyed. */
export function backKeyType(table: LiveTable, value: LiveValue): string {
  return keyType(typeOf(table, value).newType);
}

/** Joins from keys `k` of the log to what they were, a row for each that they may have been. */
export function keyBackJoins(design: LiveDesign, table: LiveTable): string {
  const columnOf = (name: string) => {
    const at = table.key.findIndex((one) => one.name === name);
    return at < 0 ? null : `k.k${at + 1}`;
  };
  return backJoins(design, table, columnOf, true);
}
