import type { OwnSession } from '../../postgres/connect.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import type { Session } from '../../postgres/session.ts';
import { quietSettings } from '../../postgres/with-settings.ts';

/** Opens a further connection to the same database. */
export type OpenSession = () => Promise<OwnSession>;

/** A connection of a live execution's own: it reads and writes under the quiet settings for as long as it lives. */
export async function openQuietly(open: OpenSession): Promise<OwnSession> {
  const session = await open();
  // Before 18 a scan that cannot be avoided costs ten thousand million where such scans are off, so that each of the many short
  // statements of a turn would be compiled, for a third of a second: https://www.postgresql.org/docs/current/jit-decision.html
  const settings = { ...quietSettings, application_name: 'pgmend live', jit: 'off' };
  await session.query(
    `SELECT pg_catalog.set_config(n, v, false) FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS s(n, v)`,
    [Object.keys(settings), Object.values(settings)],
  );
  // What a role or database sets for its own sessions, and not every version knows: a phase may take hours, one
  // connection waits for another, and what a transaction sees must not depend on who runs it.
  await session.query(
    `SELECT pg_catalog.set_config(s.name, w.value, false) FROM (VALUES ('transaction_timeout', '0'), ('idle_session_timeout', '0'), ('lock_timeout', '0'), ` +
      `('default_transaction_isolation', 'read committed'), ('default_transaction_read_only', 'off')) AS w(name, value) JOIN pg_catalog.pg_settings AS s ON s.name = w.name`,
  );
  // A table of pairs, and the rows of an index, are sorted and hashed in memory where the server's own limits are low.
  await session.query(
    `SELECT pg_catalog.set_config(s.name, w.least, false) FROM (VALUES ('work_mem', 65536, '64MB'), ('maintenance_work_mem', 262144, '256MB')) AS w(name, kilobytes, least) ` +
      `JOIN pg_catalog.pg_settings AS s ON s.name = w.name AND s.setting::int8 < w.kilobytes`,
  );
  return session;
}

/** Runs `work` in a transaction in which every statement sees the same moment. */
export function inSnapshot<T>(session: Session, work: () => Promise<T>): Promise<T> {
  return inTransaction(session, work, 'REPEATABLE READ');
}
