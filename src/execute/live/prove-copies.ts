import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified, quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { TableProof } from '../../verify/proof.ts';
import { collides, findColliding } from './collides.ts';
import { giveWay, type Room } from './give-way.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { inSnapshot } from './live-session.ts';
import {
  belongsSql,
  convertedColumns,
  hashSql,
  keyJoins,
  keyNames,
  newKeySql,
  ofNewTypes,
  pairJoins,
  shadowSql,
  tableSql,
  work,
} from './live-sql.ts';

/**
 * Compares every row of the copies with what the row of the table becomes, but for those whose keys stand in the log:
 * in one snapshot the log knows every other difference.
 *
 * @param session inside a transaction with one snapshot.
 */
export async function proveCopies(session: Session, design: LiveDesign): Promise<TableProof[]> {
  // A log that is empty is gone through once for each row otherwise.
  await session.query('SET LOCAL enable_nestloop = off');
  const proofs: TableProof[] = [];
  for (const table of design.tables) {
    const expected = await count(session, expectedSql(design, table, session.serverVersion));
    const found = await count(session, foundSql(design, table, session.serverVersion));
    proofs.push({
      table: table.table,
      rowsBefore: expected.rows,
      rowsAfter: found.rows,
      expectedChecksum: expected.sum,
      foundChecksum: found.sum,
    });
  }
  return proofs;
}

/**
 * {@link proveCopies} in a snapshot of its own.
 *
 * @param session outside any transaction.
 * @throws PgmendError `proof-failed`, `live-collides` where two rows have become one key; the copies stay, and so does what captures changes.
 */
export async function proveWhole(
  session: Session,
  design: LiveDesign,
  room: Room,
): Promise<readonly TableProof[]> {
  const isWhole = (one: TableProof) =>
    one.rowsBefore === one.rowsAfter && one.expectedChecksum === one.foundChecksum;
  let proofs: readonly TableProof[] = [];
  // TRUNCATE empties a table for older snapshots too: one may come between the snapshot and the count.
  for (let tries = 0; tries < 2; tries += 1) {
    proofs = await inSnapshot(session, async () => {
      await giveWay(session, room);
      return proveCopies(session, design);
    });
    if (proofs.every(isWhole)) return proofs;
  }
  const failed = proofs.find((one) => !isWhole(one));
  for (const table of design.tables) {
    const found = await findColliding(session, design, table);
    if (found !== null) throw collides(table, found.count, found.key);
  }
  throw new PgmendError(
    'proof-failed',
    `The proof failed: the copy of ${failed === undefined ? 'a table' : displayQualified(failed.table)} does not hold the rows that it had to hold.`,
    'Nothing was changed. Please report it, and take it back: pgmend undo',
    1,
  );
}

function expectedSql(design: LiveDesign, table: LiveTable, version: number): string {
  const joins = pairJoins(design, table, (name) => `t.${quoteIdent(name)}`);
  const logged = table.key
    .map(({ name }, at) => `k.k${at + 1} = t.${quoteIdent(name)}`)
    .join(' AND ');
  return (
    `SELECT count(*) AS n, coalesce(sum(${hashSql(ofNewTypes(table, convertedColumns(table)), version)}), 0)::text AS sum FROM ${tableSql(table)} AS t${joins} ` +
    `WHERE ${belongsSql(table)} AND NOT EXISTS (SELECT FROM ${work(design, table.log)} AS k WHERE ${logged})`
  );
}

function foundSql(design: LiveDesign, table: LiveTable, version: number): string {
  const columns = table.columns.map(({ name }) => `s.${quoteIdent(name)}`);
  const keys = newKeySql(table).map((sql, at) => `${sql} AS n${at + 1}`);
  const logged = table.key
    .map(({ name }, at) => `d.n${at + 1} = s.${quoteIdent(name)}`)
    .join(' AND ');
  return (
    `SELECT count(*) AS n, coalesce(sum(${hashSql(ofNewTypes(table, columns), version)}), 0)::text AS sum FROM ${shadowSql(design, table)} AS s ` +
    `WHERE NOT EXISTS (SELECT FROM (SELECT ${keys.join(', ')} FROM ${work(design, table.log)} AS k${keyJoins(design, table)}) AS d WHERE ${logged})`
  );
}

/** The same for the rows of these keys alone, which are the last to come in: under the locks of the cut-over. */
export async function proveKeys(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
  keysSql: string,
  keys: readonly (readonly string[])[],
): Promise<boolean> {
  const joins = pairJoins(design, table, (name) => `t.${quoteIdent(name)}`);
  const on = table.key
    .map(({ name }, at) => `t.${quoteIdent(name)} = k.${keyNames(table)[at]}`)
    .join(' AND ');
  const version = session.serverVersion;
  const params = keys.map((one) => [...one]);
  const expected = await count(
    session,
    `SELECT count(*) AS n, coalesce(sum(${hashSql(ofNewTypes(table, convertedColumns(table)), version)}), 0)::text AS sum FROM ${keysSql} JOIN ${tableSql(table)} AS t ON ${on}${joins} WHERE ${belongsSql(table)}`,
    params,
  );
  const columns = table.columns.map(({ name }) => `s.${quoteIdent(name)}`);
  const newKeys = newKeySql(table).map((sql, at) => `${sql} AS n${at + 1}`);
  const same = table.key
    .map(({ name }, at) => `s.${quoteIdent(name)} = d.n${at + 1}`)
    .join(' AND ');
  const found = await count(
    session,
    `SELECT count(*) AS n, coalesce(sum(${hashSql(ofNewTypes(table, columns), version)}), 0)::text AS sum FROM (SELECT ${newKeys.join(', ')} FROM ${keysSql}${keyJoins(design, table)}) AS d JOIN ${shadowSql(design, table)} AS s ON ${same}`,
    params,
  );
  return expected.rows === found.rows && expected.sum === found.sum;
}

async function count(
  session: Session,
  sql: string,
  params: readonly string[][] = [],
): Promise<{ readonly rows: number; readonly sum: string }> {
  const { rows } = await session.query<{ n: string; sum: string }>(sql, params as never);
  return { rows: Number(rows[0]?.n ?? 0), sum: rows[0]?.sum ?? '0' };
}
