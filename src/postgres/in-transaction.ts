import type { Session } from './session.ts';

/**
 * Runs `work` between BEGIN and COMMIT; rolls back and throws on when it throws.
 *
 * @param isolation of the transaction; that of the session unless said. With `REPEATABLE READ` every statement sees the
 *   same moment.
 */
export async function inTransaction<T>(
  session: Session,
  work: () => Promise<T>,
  isolation: 'REPEATABLE READ' | null = null,
): Promise<T> {
  await session.query(isolation === null ? 'BEGIN' : `BEGIN ISOLATION LEVEL ${isolation}`);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {});
    throw error;
  }
  await session.query('COMMIT');
  return result;
}
