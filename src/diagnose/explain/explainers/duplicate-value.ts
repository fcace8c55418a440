import {
  byHand,
  detailOf,
  type Explainer,
  explanationOf,
  nameOr,
  underPgmend,
} from '../explainer.ts';

/** A row that is written has the key of one that is there. */
export const duplicateValue: Explainer = {
  messages: ['value-there'],
  sqlstates: ['23505'],
  explain(error) {
    const [constraint = null] = error.values;
    const [columns, value] = detailOf(error, 'key-there') ?? [];
    const which = columns === undefined ? '' : `: (${columns}) = (${value}) is there already`;
    const table = nameOr(error.statement?.table, 'THE_TABLE');
    const column = columns ?? 'THE_COLUMN';
    return explanationOf(error, {
      kind: null,
      constraint,
      headline: `A row has the key of another one${which}.`,
      why: `${constraint === null ? 'A unique key' : nameOr(constraint, '')} allows no value twice. Where the column numbers itself (serial, identity), its sequence is most often behind: rows that brought their own numbers (a load, a copy, a seed) did not move it. Otherwise the row was written before, perhaps by an earlier run of the same migration.`,
      others: [
        {
          kind: 'sequence-behind',
          when: 'the statement leaves the column to its sequence',
        },
        {
          kind: 'no-unique-key',
          when: 'the statement makes a unique index or key over rows that are there',
        },
      ],
      waysOut: [
        underPgmend('what can be said from the database is said beside the error.'),
        {
          title:
            'Or see every sequence that is behind its column, and let it go on behind the highest number.',
          code: 'npx pgmend doctor',
        },
        byHand(
          'By hand for one column.',
          `SELECT setval(pg_get_serial_sequence('${table.replaceAll("'", "''")}', 'THE_COLUMN'), max(${column.includes(',') ? 'THE_COLUMN' : column})) FROM ${table};`,
        ),
      ],
    });
  },
};
