import { type QualifiedName, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { HeldStatement } from './held-statement.ts';

/**
 * Why a plan cannot be carried out on other connections while a statement is held, in one sentence; null where it can.
 * They see nothing of what the statement's transaction has done, and would wait for its locks for ever.
 *
 * @param session of the held statement, inside its transaction.
 * @param own another one, outside any transaction.
 * @param tables that are locked at the cut-over.
 */
export async function whyNotBeside(
  held: HeldStatement,
  session: Session,
  own: Session,
  tables: readonly QualifiedName[],
): Promise<string | null> {
  if (held.before === 'work') return didWork;
  const { rows } = await session.query<{ pid: number; isolation: string; database: string }>(
    `SELECT pg_catalog.pg_backend_pid() AS pid, pg_catalog.current_setting('transaction_isolation') AS isolation, pg_catalog.current_database()::text AS database`,
  );
  const { pid = 0, isolation = '', database = '' } = rows[0] ?? {};
  if (isolation !== 'read committed') {
    return `Its transaction is ${isolation.toUpperCase()}: with the snapshot of before it would find the new tables empty.`;
  }
  const found = await own.query<{
    database: string;
    snapshot: boolean;
    works: boolean;
    reads: string | null;
  }>(
    `WITH own AS (SELECT pg_catalog.to_regclass(u.name)::oid AS oid FROM pg_catalog.unnest($2::text[]) AS u(name)), ` +
      `tree AS (SELECT oid FROM own UNION SELECT p.relid::oid FROM own CROSS JOIN LATERAL pg_catalog.pg_partition_tree(own.oid) AS p), ` +
      `held AS (SELECT l.relation, l.mode FROM pg_catalog.pg_locks AS l WHERE l.pid = $1 AND l.locktype = 'relation' AND l.granted) ` +
      `SELECT pg_catalog.current_database()::text AS database, ` +
      `EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = $1 AND a.backend_xmin IS NOT NULL) AS snapshot, ` +
      `EXISTS (SELECT FROM held WHERE mode NOT IN ('AccessShareLock', 'RowShareLock')) AS works, ` +
      `(SELECT pg_catalog.min(relation::regclass::text) FROM held WHERE relation IN (SELECT oid FROM tree)) AS reads`,
    [pid, tables.map(quoteQualified)],
  );
  const [seen] = found.rows;
  if (seen === undefined || seen.database !== database) {
    return `It runs in database ${database}, and pgmend is connected to another one.`;
  }
  if (seen.works) return didWork;
  if (seen.reads !== null) {
    return `Its transaction has read ${seen.reads}, whose lock it keeps until it ends.`;
  }
  if (seen.snapshot) {
    return 'Its transaction has a cursor open, whose snapshot of before would find the new tables empty.';
  }
  return null;
}

const didWork =
  'Its transaction has done other work before it, which nobody else sees yet, and whose locks stay until it ends.';
