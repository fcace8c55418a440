import { attempt } from './attempt.ts';
import type { ServerError } from './server-error.ts';
import type { Session } from './session.ts';

/**
 * Reads behind a savepoint that is rolled back: the locks of what was read are given back at once. The locks of
 * thousands of tables that were looked at in one transaction are more than the server's lock table holds.
 */
export async function rolledBack<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: ServerError }> {
  await session.query('SAVEPOINT pgmend_rolled_back');
  try {
    return await attempt(session, work);
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT pgmend_rolled_back');
    await session.query('RELEASE SAVEPOINT pgmend_rolled_back');
  }
}
