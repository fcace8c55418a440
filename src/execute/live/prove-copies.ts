import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified, quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { TableProof } from '../../verify/proof.ts';
import { collides, findColliding } from './collides.ts';
import { giveWay, type Room } from './give-way.ts';
import { inAgreement } from './in-agreement.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import {
  belongsSql,
  convertedColumns,
  eachRowOnce,
  keyJoins,
  keyNames,
  newKeySql,
  newRowHash,
  pairJoins,
  shadowSql,
  tableSql,
  work,
} from './live-sql.ts';

/** About how many rows a comparison goes through: it may rest a little longer or shorter. */
const rowsPerSecond = 500_000;

/**
 * Compares every row of the copies with what the row of the table becomes, but for those whose keys stand in the log:
 * in one snapshot the log knows every other difference.
 *
 * @param session outside any transaction.
 * @param catchUp takes turns of the log.
 * @throws PgmendError `proof-failed`, `live-collides` where two rows have become one key; the copies stay, and so does what captures changes.
 */
export async function proveWhole(
  session: Session,
  design: LiveDesign,
  room: Room,
  catchUp: () => Promise<void>,
): Promise<readonly TableProof[]> {
  const proofs: TableProof[] = [];
  for (const table of design.tables) {
    const proof = await room.pace.piece(session, () =>
      inAgreement(session, design, table, table.log, catchUp, async () => {
        await giveWay(session, room);
        return compare(session, design, table, room.pace.resting(rowsPerSecond));
      }),
    );
    const { rowsBefore, rowsAfter, expectedChecksum, foundChecksum } = proof;
    if (rowsBefore !== rowsAfter || expectedChecksum !== foundChecksum) {
      const found = await findColliding(session, design, table);
      throw found === null ? notWhole(table) : collides(table, found.count, found.key);
    }
    proofs.push(proof);
  }
  return proofs;
}

async function compare(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
  rest: string | null,
): Promise<TableProof> {
  // A log that is empty is gone through once for each row otherwise.
  await session.query('SET LOCAL enable_nestloop = off');
  const resting = rest === null ? '' : ` AND ${rest}`;
  const expected = await count(
    session,
    `${expectedSql(design, table, session.serverVersion)}${resting}`,
  );
  const found = await count(session, `${foundSql(design, table, session.serverVersion)}${resting}`);
  return {
    table: table.table,
    rowsBefore: expected.rows,
    rowsAfter: found.rows,
    expectedChecksum: expected.sum,
    foundChecksum: found.sum,
  };
}

/** The copy of a table differs from what it has to be, for no reason that is known. */
export function notWhole(table: LiveTable): PgmendError {
  return new PgmendError(
    'proof-failed',
    `The proof failed: the copy of ${displayQualified(table.table)} does not hold the rows that it had to hold.`,
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
    `SELECT count(*) AS n, coalesce(sum(${newRowHash(table, convertedColumns(table), version)}), 0)::text AS sum FROM ${tableSql(table)} AS t${joins} ` +
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
    `SELECT count(*) AS n, coalesce(sum(${newRowHash(table, columns, version)}), 0)::text AS sum FROM ${shadowSql(design, table)} AS s ` +
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
    `SELECT count(*) AS n, coalesce(sum(r.hash), 0)::text AS sum FROM (${eachRowOnce()} ${newRowHash(table, convertedColumns(table), version)} AS hash FROM ${keysSql} JOIN ${tableSql(table)} AS t ON ${on}${joins} WHERE ${belongsSql(table)}) AS r`,
    params,
  );
  const columns = table.columns.map(({ name }) => `s.${quoteIdent(name)}`);
  const newKeys = newKeySql(table).map((sql, at) => `${sql} AS n${at + 1}`);
  const same = table.key
    .map(({ name }, at) => `s.${quoteIdent(name)} = d.n${at + 1}`)
    .join(' AND ');
  const found = await count(
    session,
    `SELECT count(*) AS n, coalesce(sum(r.hash), 0)::text AS sum FROM (${eachRowOnce('s')} ${newRowHash(table, columns, version)} AS hash FROM (SELECT ${newKeys.join(', ')} FROM ${keysSql}${keyJoins(design, table)}) AS d JOIN ${shadowSql(design, table)} AS s ON ${same}) AS r`,
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
