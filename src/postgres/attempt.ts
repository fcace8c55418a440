import { ServerError } from './server-error.ts';
import type { Session } from './session.ts';

/**
 * Runs `work` behind a savepoint: a server error undoes it and is returned instead of thrown, so that the
 * transaction goes on. Everything else is thrown.
 */
export async function attempt<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: ServerError }> {
  await session.query('SAVEPOINT pgmend_attempt');
  try {
    const value = await work();
    await session.query('RELEASE SAVEPOINT pgmend_attempt');
    return { value };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    await session.query('ROLLBACK TO SAVEPOINT pgmend_attempt');
    await session.query('RELEASE SAVEPOINT pgmend_attempt');
    return { error };
  }
}
