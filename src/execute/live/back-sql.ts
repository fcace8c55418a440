import { quoteIdent } from '../../postgres/quote.ts';
import { keyExpression, keyType } from '../../values/value-key.ts';
import type { LiveDesign, LiveTable, LiveValue } from './live-design.ts';
import { keyNames, newValueSql, work } from './live-sql.ts';

/** Names of the work tables of a way back. */
export const backName = (design: LiveDesign, value: LiveValue): string =>
  `live_${design.id}_back_${value.conversion}`;
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
    const keys = table.key.map(({ type }, at) => `${names[at]} ${type}`);
    const newKeys = table.key.map(({ newType }, at) => `${names[at]} ${newType}`).join(', ');
    const values = table.values.map((value) => `c${value.conversion} ${typeOf(table, value).type}`);
    return [
      `CREATE TABLE IF NOT EXISTS ${work(design, turnName(table))} (${[...keys, ...values].join(', ')})`,
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

/** What a value of today was, by itself. */
function wasSql(value: LiveValue, own: string): string {
  return value.how === 'expression' && value.back !== null
    ? value.back.replaceAll('$$', () => own)
    : `b${value.conversion}.new`;
}

/** Joins from rows `t` of the table of today to what their values were. */
export function backJoins(
  design: LiveDesign,
  table: LiveTable,
  columnOf: (name: string) => string | null,
): string {
  return table.values
    .flatMap((value) => {
      const column = columnOf(value.column);
      if (column === null || isComputedBack(value)) return [];
      const { newType } = typeOf(table, value);
      const alias = `b${value.conversion}`;
      return [
        ` LEFT JOIN ${work(design, backName(design, value))} AS ${alias} ON ${alias}.old = ${keyExpression(column, newType)}`,
      ];
    })
    .join('');
}

/** The key of the row of before for a row, or key, of today. */
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
  const forward =
    value.how === 'pairs'
      ? `(SELECT f.new FROM ${work(design, value.pairs)} AS f WHERE f.old = ${keyExpression(had, type)})`
      : newValueSql(value, had);
  return `CASE WHEN ${there} AND (${forward})::text IS NOT DISTINCT FROM (${own})::text THEN ${had} ELSE ${wasSql(value, own)} END`;
}

/** The type by which values of today are keyed. */
export function backKeyType(table: LiveTable, value: LiveValue): string {
  return keyType(typeOf(table, value).newType);
}
