import { quoteIdent } from '../../postgres/quote.ts';
import { fromTable } from '../../values/mapped-column.ts';
import { keyExpression } from '../../values/value-key.ts';
import type { LiveDesign, LiveTable, LiveValue } from './live-design.ts';
import { rowHash } from './row-hash.ts';

/** A work table in the journal's schema, for SQL. */
export function work({ journalSchema }: Pick<LiveDesign, 'journalSchema'>, name: string): string {
  return `${quoteIdent(journalSchema)}.${quoteIdent(name)}`;
}

/** The table itself, as foreign keys see it. */
export function tableSql({ table, partitioned }: LiveTable): string {
  return fromTable(table, partitioned);
}

/** The copy of the whole table. */
export function shadowSql(design: LiveDesign, table: LiveTable): string {
  const [root] = table.members;
  if (root === undefined) throw new TypeError('a table without itself');
  return `${table.partitioned ? '' : 'ONLY '}${work(design, root.shadow)}`;
}

/** `k1`, `k2`, …: the columns of work tables that hold a row's key. */
export function keyNames({ key }: LiveTable): string[] {
  return key.map((_, at) => `k${at + 1}`);
}

/**
 * The value of a row's key as a text that its type reads again: the type's own output, for a cast to text may be a
 * function of somebody's, and say something else, or the same for two values.
 *
 * @see https://www.postgresql.org/docs/current/functions-string.html#FUNCTIONS-STRING-FORMAT
 */
export function keyText(expression: string): string {
  // A record with a NULL in it is not NULL, and neither is it IS NOT NULL.
  return `CASE WHEN ${expression} IS DISTINCT FROM NULL THEN pg_catalog.format('%s', ${expression}) END`;
}

/** The work tables of values whose pair may be another one now; several values may share one. */
export function changedNames({ tables }: LiveDesign): string[] {
  const all = tables.flatMap((table) =>
    table.values.flatMap((value) => (value.how === 'pairs' ? (value.changed ?? []) : [])),
  );
  return [...new Set(all)];
}

/** What a column's value becomes; `from` is an expression for its value of before. */
export function newValueSql(value: LiveValue, from: string): string {
  return value.how === 'expression'
    ? value.expression.replaceAll('$$', () => from)
    : `${pairAlias(value)}.new`;
}

/** Joins that {@link newValueSql} needs, to rows of `alias` (with its dot) that have the columns of the table. */
export function pairJoins(
  design: LiveDesign,
  table: LiveTable,
  columnOf: (name: string) => string | null,
): string {
  return table.values
    .flatMap((value) => {
      const column = columnOf(value.column);
      if (value.how !== 'pairs' || column === null) return [];
      const type = table.columns.find((one) => one.name === value.column)?.type ?? 'text';
      const alias = pairAlias(value);
      return [
        ` LEFT JOIN ${work(design, value.pairs)} AS ${alias} ON ${alias}.old = ${keyExpression(column, type)}`,
      ];
    })
    .join('');
}

export function pairAlias(value: LiveValue): string {
  return `p${value.conversion}`;
}

/** Select list of a row of the copy from a row `t` of the table. */
export function convertedColumns(table: LiveTable, alias = 't'): string[] {
  return table.columns.map(({ name }) => {
    const column = `${alias}.${quoteIdent(name)}`;
    const value = table.values.find((one) => one.column === name);
    return value === undefined ? column : newValueSql(value, column);
  });
}

/** The rows of `t` that have their place in the copy. A value without a pair came later, and stands in the log. */
export function belongsSql(table: LiveTable, alias = 't'): string {
  const conditions = table.values.flatMap((value) => {
    if (value.how !== 'pairs') return [];
    const column = `${alias}.${quoteIdent(value.column)}`;
    const pair = pairAlias(value);
    return [
      value.unmatched === 'null'
        ? `(${column} IS NULL OR ${pair}.old IS NOT NULL)`
        : `(${column} IS NULL OR ${pair}.targets = 1)`,
    ];
  });
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** The key of a row of the copy for a key `k` of the log. */
export function newKeySql(table: LiveTable, alias = 'k'): string[] {
  return table.key.map(({ name }, at) => {
    const own = `${alias}.k${at + 1}`;
    const value = table.values.find((one) => one.column === name);
    return value === undefined ? own : newValueSql(value, own);
  });
}

/** Joins that {@link newKeySql} needs. */
export function keyJoins(design: LiveDesign, table: LiveTable, alias = 'k'): string {
  return pairJoins(design, table, (name) => {
    const at = table.key.findIndex((one) => one.name === name);
    return at < 0 ? null : `${alias}.k${at + 1}`;
  });
}

/** The hash of a row of the copy, or of what a row of the table becomes. */
export function newRowHash(
  table: LiveTable,
  columns: readonly string[],
  serverVersion: number,
): string {
  const hashed = table.columns.map(({ name, newType }, at) => {
    const value = table.values.find((one) => one.column === name);
    return {
      sql: columns[at] ?? 'NULL',
      type: newType,
      computed: value?.how === 'expression' && !value.expression.startsWith('$$::'),
    };
  });
  return rowHash(hashed, serverVersion);
}

/**
 * Head of a SELECT that gives each row once, although two keys that are written in different ways lead to it: `1.0` and
 * `1.00`, or whatever a collation calls the same.
 */
export function eachRowOnce(alias = 't'): string {
  return `SELECT DISTINCT ON (${alias}.tableoid, ${alias}.ctid)`;
}

/** `(SELECT …) AS k` with the columns k1, k2, … from arrays of texts that are bound as $1, $2, … */
export function keysSql(
  table: LiveTable,
  types: readonly string[] = table.key.map((one) => one.type),
): string {
  const names = keyNames(table);
  const columns = names.map((name, at) => `a.${name}::${types[at]} AS ${name}`).join(', ');
  const arrays = names.map((_, at) => `pg_catalog.unnest($${at + 1}::text[])`).join(', ');
  return `(SELECT ${columns} FROM ROWS FROM (${arrays}) AS a(${names.join(', ')})) AS k`;
}
