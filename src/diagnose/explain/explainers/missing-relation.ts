import { quoteIdent, quoteLiteral } from '../../../postgres/quote.ts';
import {
  byHand,
  type Explainer,
  explanationOf,
  nameOr,
  sidesOf,
  underPgmend,
} from '../explainer.ts';

/** A table, or a schema, that PostgreSQL does not find. */
export const missingRelation: Explainer = {
  messages: ['no-relation', 'no-table', 'no-schema'],
  sqlstates: ['42P01', '3F000'],
  explain(error) {
    const isSchema = error.message === 'no-schema' || error.sqlstate === '3F000';
    const what = isSchema ? 'schema' : 'table';
    const [name = null] = error.values;
    const shown =
      name === null
        ? `that the statement names`
        : name
            .split('.')
            .map((part) => nameOr(part, ''))
            .join('.');
    const bare = name?.split('.').at(-1) ?? 'THE_NAME';
    return explanationOf(error, {
      kind: 'missing-relation',
      sides: sidesOf(error),
      headline: `PostgreSQL finds no ${what} ${shown}.`,
      why: `${caseOf(name, what)} Otherwise it stands in a schema that is not on the search_path, in the singular or plural, is made by a migration that runs later, or is not there at all. A foreign key can only be laid once both tables are there.`,
      others: [
        {
          kind: 'later-table',
          when: 'a migration that is still to run, or a later statement, creates it under this very name',
        },
      ],
      waysOut: [
        underPgmend(
          'it looks for the table under other cases, numbers and schemas, and shows each with its rows and its key.',
        ),
        isSchema
          ? byHand(
              'Or look for it yourself.',
              `SELECT nspname FROM pg_namespace WHERE nspname ILIKE ${quoteLiteral(`%${bare}%`)};`,
            )
          : byHand(
              'Or look for it yourself.',
              `SELECT schemaname, tablename FROM pg_tables WHERE tablename ILIKE ${quoteLiteral(`%${bare.replace(/s$/, '')}%`)};`,
              'SHOW search_path;',
            ),
        ...(name?.includes('.') === true
          ? [
              byHand(
                `If the statement has it in one pair of quotes, "${name}" with a dot in its name is meant: quote each part by itself.`,
                name.split('.').map(quoteIdent).join('.'),
              ),
            ]
          : []),
        byHand(
          'Then write its name exactly as it is, or create it in a migration that runs before. Two tables that reference each other: both without the keys first, then the keys.',
        ),
      ],
    });
  },
};

function caseOf(name: string | null, what: string): string {
  if (name === null)
    return `The ${what} may be spelled in another case: an unquoted name is folded to lower case.`;
  return name === name.toLowerCase()
    ? `If the ${what} was made with capital letters, its name has to be quoted: an unquoted one is folded to lower case.`
    : `The statement quotes the name, so just these letters are meant: ${name.toLowerCase()} would be another ${what}.`;
}
