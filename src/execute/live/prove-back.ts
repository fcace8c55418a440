import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified, quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { keyExpression } from '../../values/value-key.ts';
import type { TableProof } from '../../verify/proof.ts';
import {
  backColumns,
  backJoins,
  backKey,
  everyBackSql,
  keyBackJoins,
  leftOutSql,
  lostName,
  mayHaveOthers,
  oldSql,
} from './back-sql.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { tableSql, work } from './live-sql.ts';
import { rowHash } from './row-hash.ts';

/**
 * Compares every row of a table that stood aside with what the row of today was, but for those whose keys wait.
 *
 * @param session inside a transaction with one snapshot, or under the locks.
 */
export async function proveBack(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
): Promise<TableProof> {
  const hash = (all: readonly string[]) =>
    rowHash(
      table.columns.map(({ name, type }, at) => ({
        sql: all[at] ?? 'NULL',
        type,
        computed: table.values.some((one) => one.column === name),
      })),
      session.serverVersion,
    );
  const joins = backJoins(design, table, (name) => `t.${quoteIdent(name)}`);
  const had = hadJoin(design, table);
  const there = `o.${quoteIdent(table.key[0]?.name ?? '')} IS NOT NULL`;
  const columns = backColumns(design, table, (value) => `o.${quoteIdent(value.column)}`, there);
  const waits = `EXISTS (SELECT FROM ${work(design, table.since)} AS k WHERE ${table.key.map(({ name }, at) => `k.k${at + 1} = t.${quoteIdent(name)}`).join(' AND ')})`;
  const lost = `EXISTS (SELECT FROM ${work(design, lostName(table))} AS k WHERE k.fate <> 'keep' AND ${table.key.map(({ name }, at) => `k.k${at + 1} = t.${quoteIdent(name)}`).join(' AND ')})`;
  const expected = await session.query<{ n: string; sum: string }>(
    `SELECT count(*) AS n, coalesce(sum(${hash(columns)}), 0)::text AS sum FROM ${tableSql(table)} AS t${joins}${had} WHERE NOT ${waits} AND NOT ${lost}`,
  );
  const waiting = backKey(table, (_name, at) => `k.k${at + 1}`);
  const waitingJoins = keyBackJoins(design, table);
  const found = await session.query<{ n: string; sum: string }>(
    `SELECT count(*) AS n, coalesce(sum(${hash(table.columns.map(({ name }) => `o.${quoteIdent(name)}`))}), 0)::text AS sum FROM ${oldSql(design, table)} AS o ` +
      `WHERE NOT ${leftOutSql(design, table)} AND NOT EXISTS (SELECT FROM (SELECT ${waiting.map((sql, at) => `${sql} AS n${at + 1}`).join(', ')} FROM ${work(design, table.since)} AS k${waitingJoins}) AS d ` +
      `WHERE ${table.key.map(({ name }, at) => `d.n${at + 1} = o.${quoteIdent(name)}`).join(' AND ')})`,
  );
  return {
    table: table.table,
    rowsBefore: Number(expected.rows[0]?.n ?? 0),
    rowsAfter: Number(found.rows[0]?.n ?? 0),
    expectedChecksum: expected.rows[0]?.sum ?? '0',
    foundChecksum: found.rows[0]?.sum ?? '0',
  };
}

/** A join from rows `t` of the table of today to the row `o` of the one that stood aside. */
function hadJoin(design: LiveDesign, table: LiveTable): string {
  const keys = backKey(table, (name) => `t.${quoteIdent(name)}`);
  const every = table.key.map(({ name, newType }, at) => {
    const column = `o.${quoteIdent(name)}`;
    const value = table.values.find((one) => one.column === name);
    if (value === undefined || !mayHaveOthers(table, value))
      return { join: '', on: `${column} = ${keys[at]}` };
    const alias = `a${value.conversion}`;
    return {
      join: ` JOIN ${everyBackSql(design, table, value)} AS ${alias} ON ${alias}.new = ${column}`,
      on: `${alias}.old = ${keyExpression(`t.${quoteIdent(name)}`, newType)}`,
    };
  });
  const joins = every.map((one) => one.join).join('');
  const old = `${oldSql(design, table)} AS o${joins}`;
  return ` LEFT JOIN ${joins === '' ? old : `(${old})`} ON ${every.map((one) => one.on).join(' AND ')} AND NOT ${leftOutSql(design, table)}`;
}

/** @throws PgmendError `proof-failed` where a table that stood aside is not what it has to be. */
export function refuseUnproved(tables: readonly TableProof[]): void {
  const failed = tables.find(
    (one) => one.rowsBefore !== one.rowsAfter || one.expectedChecksum !== one.foundChecksum,
  );
  if (failed === undefined) return;
  throw new PgmendError(
    'proof-failed',
    `The proof failed: the old table of ${displayQualified(failed.table)} does not hold the rows that it had to hold.`,
    'Nothing was changed. Please report it.',
    1,
  );
}
