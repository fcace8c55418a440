import { quoteIdent } from '../postgres/quote.ts';
import { fromTable } from './mapping-sql.ts';
import { joinSql, type KeyInSql, type KeyTable, orphanSql } from './orphan-sql.ts';

/** A foreign key to a table whose rows may go. */
export interface Inbound {
  readonly constraint: string;
  readonly key: KeyInSql;
  /** Its rows go too, or their reference becomes NULL, as ON DELETE SET NULL says. */
  readonly fate: 'goes' | 'cleared';
}

/**
 * A SELECT of every row that goes, `rel` (OID of its table) and `place` (its ctid): the orphans of `keys`, and the
 * rows of all tables that reference a row that goes, however far.
 */
export function goingSql(keys: readonly KeyInSql[], inbound: readonly Inbound[]): string {
  const orphans = keys.map(
    (key) =>
      `SELECT t.tableoid AS rel, t.ctid::text AS place FROM ${from(key.referencing)} AS t WHERE ${orphanSql(key)}`,
  );
  const following = inbound
    .filter((one) => one.fate === 'goes')
    .map(
      ({ key }) =>
        `SELECT t.tableoid AS rel, t.ctid::text AS place FROM ${from(key.referenced)} AS p ` +
        `JOIN ${from(key.referencing)} AS t ON ${joinSql(key.columns, 't', 'p')} ` +
        `WHERE p.tableoid = g.rel AND p.ctid = g.place::tid`,
    );
  // As text, for before 14 a tid has no hash, which UNION here needs.
  const recursive =
    following.length === 0
      ? ''
      : ` UNION SELECT s.rel, s.place FROM going AS g CROSS JOIN LATERAL (${following.join(' UNION ALL ')}) AS s`;
  return `WITH RECURSIVE going (rel, place) AS ((${orphans.join(' UNION ')})${recursive}) SELECT rel, place::tid AS place FROM going`;
}

/** A condition over `t`: it goes. `work` is a table as {@link goingSql} makes it. */
export function goesSql(work: string): string {
  return `EXISTS (SELECT FROM ${work} AS g WHERE g.rel = t.tableoid AND g.place = t.ctid)`;
}

/** A condition over `t`: it stays, but the row that it references goes. */
export function clearedSql({ key }: Inbound, work: string): string {
  return (
    `(EXISTS (SELECT FROM ${from(key.referenced)} AS p JOIN ${work} AS g ON g.rel = p.tableoid AND g.place = p.ctid ` +
    `WHERE ${joinSql(key.columns, 't', 'p')}) AND NOT ${goesSql(work)})`
  );
}

/** Rows of each table that go: `counts`, a JSON object by OID as text (of a partition its own), ordered. */
export function countGoingSql(going: string): string {
  return `SELECT coalesce(jsonb_object_agg(s.rel, s.n), '{}')::text AS counts FROM (SELECT rel::text AS rel, count(*) AS n FROM (${going}) AS g GROUP BY 1) AS s`;
}

function from({ table, partitioned }: KeyTable): string {
  return fromTable(table, partitioned);
}

/** The columns of a key, quoted. */
export function columnsOf({ columns }: KeyInSql): string[] {
  return columns.map(({ referencing }) => quoteIdent(referencing));
}
