import { displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { oldSql } from './back-sql.ts';
import { definitionMark } from './definition-mark.ts';
import { isEmptied } from './is-emptied.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { turnLimit } from './live-options.ts';
import { shadowSql, tableSql, work } from './live-sql.ts';
import { findUncaptured } from './watch-capture.ts';
import { TryAgain } from './with-brief-lock.ts';

/**
 * A transaction with a snapshot of before would find the new tables empty, or as they were then: everything in them was
 * written by others than its own. https://www.postgresql.org/docs/current/mvcc-caveats.html
 *
 * Whoever is at a statement may be of READ COMMITTED, and let its snapshot go with it: such a one is let through for a
 * moment, and where it is no transaction of several statements. Whoever waits for a lock waits for ours.
 *
 * @param session holds the locks.
 */
export async function refuseOldSnapshots(session: Session): Promise<void> {
  const { rows } = await session.query<{ pid: number; who: string }>(
    `SELECT pid, coalesce(nullif(application_name, ''), usename::text, '?') AS who FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() ` +
      `AND backend_type = 'client backend' AND backend_xmin IS NOT NULL AND (state LIKE 'idle in transaction%' ` +
      `OR (state = 'active' AND wait_event_type IS DISTINCT FROM 'Lock' AND xact_start < query_start AND xact_start < pg_catalog.clock_timestamp() - interval '1 second')) ORDER BY xact_start`,
  );
  const [first] = rows;
  if (first === undefined) return;
  const others = rows.length === 1 ? '' : ` and ${rows.length - 1} more`;
  throw new TryAgain(
    'old-snapshot',
    `The transaction of ${first.who} (pid ${first.pid})${others} may work with a snapshot of before the cut-over, and would find the tables empty.`,
    `Let it end, or end it: SELECT pg_terminate_backend(${first.pid}). Then run: pgmend resume`,
    1,
  );
}

/**
 * What others did between the last look at the schema and the locks, and nothing of ours has seen: another definition
 * would be lost with the old tables, a write that was not captured too; and a large table that was emptied is read anew,
 * for longer than everybody may wait.
 *
 * @param session holds the locks.
 * @param tables that are locked.
 * @param mark of their definitions at the last look.
 * @param since the capture behind the cut-over
 */
export async function refuseUnseen(
  session: Session,
  design: LiveDesign,
  tables: readonly QualifiedName[],
  mark: string,
  since: boolean,
): Promise<void> {
  for (const table of design.tables) {
    if (!(await wasEmptied(session, design, table, since))) continue;
    throw new TryAgain(
      'emptied-meanwhile',
      `Others empty ${displayQualified(table.table)}, or have just filled it again, all the time.`,
      'Nothing is lost. Let them end, then run: pgmend resume',
      1,
    );
  }
  const changed = (await definitionMark(session, tables)) !== mark;
  const uncaptured = await findUncaptured(session, design, since);
  if (!changed && uncaptured.length === 0) return;
  throw new TryAgain(
    'schema-moves',
    'Others change the definitions of the tables, or what stands on them, all the time.',
    'Nothing is lost. Let them end, then run: pgmend resume',
    1,
  );
}

/** A TRUNCATE waits in the log, and there is more to delete, or to read anew, than one turn of the log takes. */
async function wasEmptied(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
  since: boolean,
): Promise<boolean> {
  if (!(await isEmptied(session, work(design, since ? table.since : table.log)))) return false;
  const isLarge = (name: string) => `EXISTS (SELECT FROM ${name} OFFSET ${turnLimit})`;
  const copy = since ? oldSql(design, table) : shadowSql(design, table);
  const { rows } = await session.query<{ large: boolean }>(
    `SELECT ${isLarge(tableSql(table))} OR ${isLarge(copy)} AS large`,
  );
  return rows[0]?.large === true;
}
