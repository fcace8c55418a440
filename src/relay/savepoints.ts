import { ServerError } from '../postgres/server-error.ts';
import type { ServerLine } from './server-line.ts';

/** Savepoint before a watched unit of a transaction, and the one before each further try. */
export const before = 'pgmend_before';
export const trying = 'pgmend_trying';
export const releaseBefore = `RELEASE SAVEPOINT ${before}`;
/** Never set: going back to it fails a transaction without doing anything else. */
const never = 'pgmend_declined';

const mostCancelled = 5;

/** Fails the server's transaction, so that it is in the state in which the client is told it is. */
export async function failTransaction(server: ServerLine): Promise<void> {
  await server.own(`ROLLBACK TO SAVEPOINT ${never}`).catch((error: unknown) => {
    if (!(error instanceof ServerError)) throw error;
  });
}

/** A cancel request that was meant for the statement before may hit one of the relay's own. @throws ServerError */
export async function surely(server: ServerLine, sql: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await server.own(sql);
      return;
    } catch (error) {
      const cancelled = error instanceof ServerError && error.sqlstate === '57014';
      if (!cancelled || tries === mostCancelled) throw error;
    }
  }
}
