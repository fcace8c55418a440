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
  const own = functionInContext.exec(error.fields.where ?? '')?.[0];
  if (own !== undefined && /^(42883|42P01|42704|3F000)$/.test(error.sqlstate))
    return needsPath(error, own);
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

/** The line of an error's context that names a function, in the languages of the server's messages. */
const functionInContext =
  /^.*(?:function|funktion|fonction|función|funzione|função|funkcj|функци|функці|関数|函数|函式|함수).*$/im;

/** Rows are copied under a search path of pgmend's own, and a function of the user's looks for names by that. */
function needsPath(error: ServerError, place: string): PgmendError {
  return new PgmendError(
    'live-needs-path',
    `A check, index or generated column calls a function that does not say where it finds what it names: ${error.message} (${place}).`,
    'Nothing was changed, and changes go on being captured. Give that function a path of its own (ALTER FUNCTION … SET search_path = …), or bring back what it names, then run: pgmend resume. Or take everything back: pgmend undo',
    1,
    { cause: error },
  );
}
