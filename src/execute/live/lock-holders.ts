import { type QualifiedName, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';

/** How many are named. */
const most = 3;

/**
 * Who holds a lock on these tables, as people name them, the oldest first: sessions, and prepared transactions, which
 * hold theirs with no session until somebody ends them. Whoever only reads is left out where readers are let through.
 *
 * @param session outside any transaction.
 * @param readersWait the lock that was asked for keeps readers away too
 */
export async function lockHolders(
  session: Session,
  tables: readonly QualifiedName[],
  readersWait: boolean,
): Promise<string[]> {
  const { rows } = await session.query<{ pid: number | null; gid: string | null; who: string }>(
    `WITH own AS (SELECT pg_catalog.to_regclass(u.name)::oid AS oid FROM pg_catalog.unnest($1::text[]) AS u(name)), ` +
      `tree AS (SELECT oid FROM own UNION SELECT p.relid::oid FROM own CROSS JOIN LATERAL pg_catalog.pg_partition_tree(own.oid) AS p), ` +
      `held AS (SELECT DISTINCT l.pid, l.virtualtransaction AS vxid FROM pg_catalog.pg_locks AS l WHERE l.locktype = 'relation' AND l.granted ` +
      `AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()) AND l.relation IN (SELECT oid FROM tree) ` +
      `AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() AND ($2 OR l.mode NOT IN ('AccessShareLock', 'RowShareLock'))) ` +
      `SELECT h.pid, p.gid, coalesce(nullif(a.application_name, ''), a.usename::text, '?') AS who FROM held AS h ` +
      // A prepared transaction has no process; its lock on its own number tells which it is.
      `LEFT JOIN pg_catalog.pg_locks AS x ON h.pid IS NULL AND x.pid IS NULL AND x.locktype = 'transactionid' AND x.virtualtransaction = h.vxid ` +
      `LEFT JOIN pg_catalog.pg_prepared_xacts AS p ON p.transaction = x.transactionid LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = h.pid ` +
      `WHERE p.gid IS NOT NULL OR a.pid IS NOT NULL ORDER BY p.prepared NULLS LAST, a.xact_start NULLS LAST LIMIT ${most + 1}`,
    [tables.map(quoteQualified), readersWait],
  );
  const named = rows
    .slice(0, most)
    .map(({ pid, gid, who }) =>
      gid === null ? `${who} (pid ${pid})` : `the prepared transaction ${gid}`,
    );
  return rows.length > most ? [...named, 'others'] : named;
}
