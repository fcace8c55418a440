import type { Session } from './session.ts';

/** Runs `work` between BEGIN and COMMIT; rolls back and throws on when it throws. */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.query('BEGIN');
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
