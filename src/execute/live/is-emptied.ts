import type { Session } from '../../postgres/session.ts';

/**
 * Whether the entry of a TRUNCATE waits in a log of changes, or of a while in which nothing was captured: an entry
 * without a key.
 *
 * @param log the table of the log, with its schema, as SQL.
 */
export async function isEmptied(session: Session, log: string): Promise<boolean> {
  const { rows } = await session.query<{ emptied: boolean }>(
    `SELECT EXISTS (SELECT FROM ${log} AS k WHERE k.k1 IS NULL) AS emptied`,
  );
  return rows[0]?.emptied === true;
}
