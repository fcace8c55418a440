import { attempt } from '../postgres/attempt.ts';
import type { Session } from '../postgres/session.ts';

/**
 * Lets the server see within a second that pgmend is gone, while it is busy with a statement of this transaction: it
 * would go on otherwise, and hold the locks, until there is something to answer. From 14 on, where its platform can tell.
 *
 * @param session inside a transaction.
 * @see https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-CLIENT-CONNECTION-CHECK-INTERVAL
 */
export async function endWithClient(session: Session): Promise<void> {
  if (session.serverVersion < 140_000) return;
  await attempt(session, () =>
    session.query(`SELECT pg_catalog.set_config('client_connection_check_interval', '1s', true)`),
  );
}
