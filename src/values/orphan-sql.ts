import { type QualifiedName, quoteIdent } from '../postgres/quote.ts';
import { fromTable } from './mapping-sql.ts';

/** A table of a key, as foreign keys read it: ONLY, unless it is partitioned. */
export interface KeyTable {
  readonly table: QualifiedName;
  readonly partitioned: boolean;
}

/** One pair of columns of a key, with the operator by which PostgreSQL compares them. */
export interface ComparedColumns {
  readonly referencing: string;
  readonly referenced: string;
  /** Ready for SQL: `=`, or `OPERATOR("public".=)` for a type that is not PostgreSQL's own. */
  readonly operator: string;
  /** The referenced column's collation, where the other side has another one; ready for SQL. */
  readonly collation: string | null;
}

/** A foreign key in the terms of a query. */
export interface KeyInSql {
  readonly referencing: KeyTable;
  readonly referenced: KeyTable;
  readonly match: 'SIMPLE' | 'FULL' | 'PARTIAL';
  readonly columns: readonly ComparedColumns[];
}

/** `r.id = t.user_id AND …`, the referenced side first, as `ri_GenerateQual()` in utils/adt/ri_triggers.c has it. */
export function joinSql(
  columns: readonly ComparedColumns[],
  referencing: string,
  referenced: string,
): string {
  return columns
    .map(({ referencing: own, referenced: key, operator, collation }) => {
      const suffix = collation === null ? '' : ` COLLATE ${collation}`;
      return `${referenced}.${quoteIdent(key)} ${operator} ${referencing}.${quoteIdent(own)}${suffix}`;
    })
    .join(' AND ');
}

/**
 * A condition over a row `t` of the referencing table: it references a row that is not there.
 * MATCH SIMPLE takes any NULL for no reference, MATCH FULL only all of them.
 *
 * @param whole also rows of tables that inherit from the referenced one count as there, which no foreign key sees.
 */
export function orphanSql(key: KeyInSql, whole = false): string {
  const { referenced, columns, match } = key;
  const from = fromTable(referenced.table, whole || referenced.partitioned);
  const missing = `NOT EXISTS (SELECT FROM ${from} AS r WHERE ${joinSql(columns, 't', 'r')})`;
  const nulls = columns.map(({ referencing }) => `t.${quoteIdent(referencing)} IS NULL`);
  if (match === 'FULL' && columns.length > 1) {
    return `(NOT (${nulls.join(' AND ')}) AND (${nulls.join(' OR ')} OR ${missing}))`;
  }
  return `(NOT (${nulls.join(' OR ')}) AND ${missing})`;
}

/** A condition over `t`: it references nothing. */
export function noReferenceSql({ columns, match }: KeyInSql): string {
  const nulls = columns.map(({ referencing }) => `t.${quoteIdent(referencing)} IS NULL`);
  return `(${nulls.join(match === 'FULL' ? ' AND ' : ' OR ')})`;
}

/** The key's values of a row `t` as text, for people: `7`, or `eu, 7`. */
export function keyTextSql({ columns }: KeyInSql): string {
  const values = columns.map(
    ({ referencing }) => `coalesce(t.${quoteIdent(referencing)}::text, 'NULL')`,
  );
  return values.length === 1 ? `${values[0]}` : `concat_ws(', ', ${values.join(', ')})`;
}

/**
 * One row: `rows`, `nulls`, `orphans`, `distinct_values`, `in_children` (orphans whose key stands in an inheriting
 * table), `samples`, and a `digest` over every orphan value with its rows: more rows that match are not another
 * question, on a live table they come all the time.
 */
export function orphanEvidenceSql(key: KeyInSql): string {
  const from = fromTable(key.referencing.table, key.referencing.partitioned);
  return `WITH o AS MATERIALIZED (
  SELECT ${keyTextSql(key)} AS value, count(*) AS n, count(*) FILTER (WHERE NOT ${orphanSql(key, true)}) AS in_children
  FROM ${from} AS t WHERE ${orphanSql(key)} GROUP BY 1)
SELECT (SELECT count(*) FROM ${from} AS t) AS rows,
  (SELECT count(*) FROM ${from} AS t WHERE ${noReferenceSql(key)}) AS nulls,
  (SELECT coalesce(sum(n), 0) FROM o) AS orphans,
  (SELECT count(*) FROM o) AS distinct_values,
  (SELECT coalesce(sum(in_children), 0) FROM o) AS in_children,
  (SELECT coalesce(json_agg(s ORDER BY s.n DESC, s.value), '[]') FROM (SELECT value, n FROM o ORDER BY n DESC, value LIMIT 5) AS s) AS samples,
  (SELECT count(*) FROM o WHERE value NOT IN (${sentinels})) AS meant_values,
  (SELECT coalesce(json_agg(s ORDER BY s.n DESC, s.value), '[]') FROM (SELECT value, n FROM o WHERE value IN (${sentinels})) AS s) AS sentinels,
  (SELECT concat_ws('/', coalesce(sum(n), 0), count(*), coalesce(sum(hashtextextended(concat(value, chr(31), n), 0)), 0)) FROM o) AS digest`;
}

/** Values that stand for "none" in many applications, and are the key of nothing. */
const sentinels = `'0', '-1', '', '00000000-0000-0000-0000-000000000000'`;
