import {
  byHand,
  type Explainer,
  explanationOf,
  nameOr,
  regclass,
  underPgmend,
} from '../explainer.ts';

/** A table is to get a primary key beside the one that it has. */
export const secondPrimaryKey: Explainer = {
  messages: ['multiple-primary-keys'],
  sqlstates: ['42P16'],
  explain(error) {
    const [table = error.statement?.table] = error.values;
    const shown = nameOr(table, 'THE_TABLE');
    const columns = error.statement?.does === 'add-key' ? error.statement.columns : [];
    const list =
      columns.length === 0 ? 'THE_COLUMNS' : columns.map((one) => nameOr(one, '')).join(', ');
    return explanationOf(error, {
      kind: 'second-primary-key',
      headline: `${table === undefined || table === null ? 'The table' : `Table ${shown}`} has a primary key already.`,
      why: 'The primary key is the one key that a reference without columns means, so there is one. Any number of unique constraints may stand beside it, and each can be referenced. A model with two primary keys often means one key over both columns.',
      others: [
        {
          kind: 'already-exists',
          when: 'the key that is there is over the very same columns: an earlier run of the same migration made it',
        },
        ...(error.message === null
          ? [{ kind: 'persistence-mix', when: 'one of the tables is unlogged or temporary' }]
          : []),
      ],
      waysOut: [
        underPgmend(
          'where the key is the same it counts as done and the migration goes on; else it names both keys, the duplicates of the new one, and what references the old one.',
        ),
        byHand(
          'Or see the key that is there.',
          `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ${regclass(table, 'THE_TABLE')} AND contype = 'p';`,
        ),
        byHand(
          'If the columns are only to be unique, a unique constraint does it, and can be referenced just as well.',
          `ALTER TABLE ${shown} ADD UNIQUE (${list});`,
        ),
      ],
    });
  },
};
