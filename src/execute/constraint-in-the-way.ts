import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayIdent, displayQualified, quoteIdent, quoteQualified } from '../postgres/quote.ts';
import { ServerError } from '../postgres/server-error.ts';

/**
 * What an undo says where a constraint that was laid since does not take what is to be put back; any other error as it
 * is. Constraints of the repair's own are dropped by the undo itself.
 */
export function constraintInTheWay(error: unknown): unknown {
  if (!(error instanceof ServerError) || !/^23/.test(error.sqlstate)) return error;
  const { schema, table, constraint } = error.fields;
  if (schema === undefined || table === undefined || constraint === undefined) return error;
  const name = { schema, name: table };
  return new PgmendError(
    'constraint-in-the-way',
    `${displayIdent(constraint)} on ${displayQualified(name)} does not take what is to be put back.`,
    `Nothing was changed. Drop it, run the undo again, and lay it anew once the rows suit it: ALTER TABLE ${quoteQualified(name)} DROP CONSTRAINT ${quoteIdent(constraint)};`,
    1,
    { cause: error },
  );
}
