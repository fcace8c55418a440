import { readFingerprint } from '../../catalog/read-fingerprint.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayIdent } from '../../postgres/quote.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { type LiveRun, readLiveRun } from './live-journal.ts';
import { refuseChanged } from './refuse-changed.ts';

/**
 * What an error of the server means in the middle of a live execution, where that is more than it says: a partition
 * that was attached since has no place in the copy, a column that was dropped cannot be read, two values that become
 * one cannot both be unique, and a row that breaks a check cannot be copied.
 *
 * @param session outside any transaction.
 * @returns the error itself where there is nothing to add.
 */
export async function explainFailure(
  session: Session,
  { id, design, before }: LiveRun,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ServerError) || before === null) return error;
  // Connection, resources, an operator: the server itself has a reason.
  if (/^(08|53|57|58|XX)/.test(error.sqlstate)) return error;
  const { journalSchema } = design;
  try {
    const { repair } = await readLiveRun(session, journalSchema, id);
    if (repair !== null) return error;
    refuseChanged(before, await readFingerprint(session, { journalSchema }), design);
  } catch (reason) {
    return reason instanceof PgmendError ? reason : error;
  }
  if (error.sqlstate === '23514') return breaksCheck(error);
  if (error.sqlstate !== '23505') return error;
  const detail = error.fields.detail ?? error.message;
  return new PgmendError(
    'live-collides',
    `Two rows would have the same key once the types are new: ${detail}`,
    'Nothing was changed, and the copies are kept in sync. Put those rows right, then run: pgmend resume. Or take everything back: pgmend undo',
    1,
    { cause: error },
  );
}

/** Rows may break a check that is NOT VALID, or whose function was another one when they were written. */
function breaksCheck(error: ServerError): PgmendError {
  const { constraint, detail } = error.fields;
  return new PgmendError(
    'live-breaks-check',
    `A row breaks the check ${displayIdent(constraint ?? '')} of its table, and the copy takes no such row: ${detail ?? error.message}`,
    'Nothing was changed, and changes go on being captured. Put such rows right, then run: pgmend resume. Or take everything back: pgmend undo',
    1,
    { cause: error },
  );
}
