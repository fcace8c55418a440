import { ServerError } from '../postgres/server-error.ts';
import type { ClientLink } from './client-link.ts';
import { HeldSession } from './held-session.ts';
import type { Guarding, HeldStatement, Verdict } from './held-statement.ts';

/** The verdict; `pass` when the client went or cancelled, or when the question itself failed. */
export async function askAboutHeld(link: ClientLink, held: HeldStatement): Promise<Verdict> {
  const controller = new AbortController();
  const session = new HeldSession(link);
  const abandoned = new Promise<Verdict>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve({ kind: 'pass' }), { once: true });
  });
  link.holding(() => controller.abort());
  try {
    const answer = Promise.resolve().then(() =>
      link.options.onHeld(held, session, controller.signal),
    );
    answer.catch(() => {});
    const verdict = await Promise.race([answer, abandoned]);
    return controller.signal.aborted ? { kind: 'pass' } : verdict;
  } catch {
    return { kind: 'pass' };
  } finally {
    link.holding(null);
    await session.close();
  }
}

/**
 * The guard's answer; a ServerError when the unit is to be refused with it, also because the client cancelled.
 *
 * @param joined the client's transaction is open.
 */
export async function askGuard(
  link: ClientLink,
  guarding: Guarding,
  joined: boolean,
): Promise<Verdict | ServerError> {
  const session = new HeldSession(link);
  let abandon: () => void = () => {};
  const abandoned = new Promise<ServerError>((resolve) => {
    abandon = () => resolve(cancelled());
  });
  link.holding(abandon);
  try {
    const answer = guarding(session, joined);
    answer.catch(() => {});
    return await Promise.race([answer, abandoned]);
  } catch (error) {
    if (error instanceof ServerError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new ServerError({ severity: 'ERROR', sqlstate: '58000', message: `pgmend: ${reason}` });
  } finally {
    link.holding(null);
    await session.close();
  }
}

function cancelled(): ServerError {
  return new ServerError({
    severity: 'ERROR',
    sqlstate: '57014',
    message: 'canceling statement due to user request',
  });
}
