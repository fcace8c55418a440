import type { Session } from '../../postgres/session.ts';
import { isEmptied } from './is-emptied.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { readLock } from './live-locks.ts';
import { inSnapshot } from './live-session.ts';
import { tableSql, work } from './live-sql.ts';

/**
 * Runs `compare` in a snapshot in which a table and its log agree. TRUNCATE empties a table for older snapshots too, so
 * the table is locked against it first (https://www.postgresql.org/docs/current/mvcc-caveats.html); and until its turn
 * in the log has come, the rows of before are still on the other side: then `catchUp` is called, and it begins again.
 *
 * @param session outside any transaction.
 * @param log the name of the work table with the keys that wait.
 */
export async function inAgreement<T>(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
  log: string,
  catchUp: () => Promise<void>,
  compare: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const compared = await inSnapshot(session, async () => {
      await session.query(`LOCK TABLE ${tableSql(table)} IN ${readLock} MODE`);
      const emptied = await isEmptied(session, work(design, log));
      return emptied ? null : { result: await compare() };
    });
    if (compared !== null) return compared.result;
    await catchUp();
  }
}
