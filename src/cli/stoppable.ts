import type { OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Target } from '../postgres/target.ts';
import { cancelRequest, sendCancel } from '../relay/cancel.ts';
import type { Voice } from './voice.ts';

/** Milliseconds between two requests to cancel: between two statements there is nothing to be cancelled. */
const every = 500;
const signals = ['SIGINT', 'SIGTERM'] as const;

/** Runs work that one transaction holds together. */
export type Stoppable = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Ctrl-C, or a SIGTERM, cancels what the server does for the work: without pgmend it would go on with its statement, and
 * hold the locks until that has ended. A second one ends pgmend at once.
 *
 * @throws PgmendError `stopped` where the work was cancelled
 */
export function stoppable(session: OwnSession, target: Target, speaker: Voice): Stoppable {
  return async (work) => {
    let timer: NodeJS.Timeout | null = null;
    const cancel = () => void sendCancel(target, cancelRequest(session.backendKey));
    const stop = (signal: NodeJS.Signals) => {
      if (timer !== null) {
        rest();
        process.kill(process.pid, signal);
        return;
      }
      speaker.warn('Stopping: what the server does is cancelled, and rolled back.');
      cancel();
      timer = setInterval(cancel, every);
    };
    const rest = () => {
      for (const signal of signals) process.off(signal, stop);
      if (timer !== null) clearInterval(timer);
    };
    for (const signal of signals) process.on(signal, stop);
    try {
      return await work();
    } catch (error) {
      throw timer !== null && isCancelled(error) ? stopped(error) : error;
    } finally {
      rest();
    }
  };
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function isCancelled(error: unknown): boolean {
  return error instanceof ServerError && error.sqlstate === '57014';
}

function stopped(cause: unknown): PgmendError {
  return new PgmendError(
    'stopped',
    'It was stopped, and everything was rolled back.',
    'Nothing was changed: run the command again when it suits.',
    1,
    { cause },
  );
}
