import { PgmendError } from '../postgres/pgmend-error.ts';
import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { orEmpty } from './journal.ts';

/**
 * Sees to it that a run that the user has named is one of the journal's, so that a slip of the pen is not answered
 * with “nothing”.
 *
 * @param run null or undefined: none was named.
 * @param session inside a transaction, under quietSettings.
 * @throws PgmendError `no-such-run`
 */
export async function requireRun(
  session: Session,
  journalSchema: string,
  run: string | null | undefined,
): Promise<void> {
  if (run === null || run === undefined) return;
  const found = await orEmpty(session, async () => {
    const { rows } = await session.query(
      `SELECT FROM ${quoteIdent(journalSchema)}.runs WHERE id = $1`,
      [run],
    );
    return rows;
  });
  if (found.length === 0) throw noSuchRun(run);
}

export function noSuchRun(run: string): PgmendError {
  return new PgmendError(
    'no-such-run',
    `There is no run ${run} in the journal.`,
    'List the runs with: pgmend log',
    2,
  );
}
