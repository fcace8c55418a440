import { quoteLiteral } from '../../../postgres/quote.ts';
import type { ErrorInText } from '../errors-in-text.ts';
import {
  byHand,
  type Explainer,
  explanationOf,
  nameOr,
  regclass,
  underPgmend,
} from '../explainer.ts';
import type { Explanation } from '../explanation.ts';

/** A constraint, index or type that is to be changed or used is not there under that name. */
export const missingConstraint: Explainer = {
  messages: ['no-constraint', 'no-index', 'no-type'],
  sqlstates: ['42704'],
  explain: (error) => (error.message === 'no-type' ? missingType(error) : missingName(error)),
};

function missingName(error: ErrorInText): Explanation {
  const isIndex = error.message === 'no-index';
  const [name, table = error.statement?.table ?? undefined] = error.values;
  const what = isIndex ? 'index' : 'constraint';
  const where = table === undefined ? '' : `${nameOr(table, '')} has `;
  const shown = name === undefined ? 'of that name' : nameOr(name, '');
  return explanationOf(error, {
    kind: 'missing-constraint',
    constraint: isIndex ? null : (name ?? null),
    headline: where === '' ? `There is no ${what} ${shown}.` : `${where}no ${what} ${shown}.`,
    why: `It was named by PostgreSQL, by the ORM, or by an earlier version of either, and their rules differ; or it is spelled in another case, stands on another table, or is gone already. Names are cut at 63 bytes, and folded to lower case without quotes.`,
    others:
      error.message === null
        ? [
            {
              kind: 'no-unique-key',
              when: 'the statement references a table that has no primary key',
            },
          ]
        : [],
    waysOut: [
      underPgmend(
        `it shows the ${what} of the same letters, or of the columns that the name speaks of, with all that stands on it.`,
      ),
      isIndex
        ? byHand(
            'Or look at the indexes that are there.',
            `SELECT schemaname, tablename, indexname, indexdef FROM pg_indexes WHERE indexname ILIKE ${quoteLiteral(name ?? 'THE_INDEX')};`,
          )
        : byHand(
            'Or look at the constraints that are there.',
            `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ${regclass(table, 'THE_TABLE')};`,
          ),
      isIndex
        ? byHand(
            'If it is the right one, give it the name that the migration knows; if it is gone already, say so.',
            `ALTER INDEX FOUND_NAME RENAME TO ${nameOr(name, 'THE_NAME')};`,
            `DROP INDEX IF EXISTS ${nameOr(name, 'THE_NAME')};`,
          )
        : byHand(
            'If it is the right one, give it the name that the migration knows; if it is gone already, say so.',
            `ALTER TABLE ${nameOr(table, 'THE_TABLE')} RENAME CONSTRAINT FOUND_NAME TO ${nameOr(name, 'THE_NAME')};`,
            `ALTER TABLE ${nameOr(table, 'THE_TABLE')} DROP CONSTRAINT IF EXISTS ${nameOr(name, 'THE_NAME')};`,
          ),
    ],
  });
}

function missingType(error: ErrorInText): Explanation {
  const [name] = error.values;
  const bare = name?.split('.').at(-1)?.replace(/\[\]$/, '') ?? 'THE_TYPE';
  return explanationOf(error, {
    kind: null,
    headline: `PostgreSQL finds no type ${nameOr(name, 'of that name')}.`,
    why: 'An enum or domain that another migration makes, or has renamed; a type of an extension that is not installed in this database (citext, vector, hstore, geometry); a type in a schema that is not on the search_path; a name in another case; or one that PostgreSQL never had (datetime, string, number).',
    waysOut: [
      underPgmend('it says what the statement wants of the type, and what there is.'),
      byHand(
        'Or look for it, and for an extension that brings it.',
        `SELECT typnamespace::regnamespace, typname FROM pg_type WHERE typname ILIKE ${quoteLiteral(bare)};`,
        `SELECT name, installed_version FROM pg_available_extensions WHERE name ILIKE ${quoteLiteral(`%${bare}%`)};`,
      ),
    ],
  });
}
