import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';

/** A column that may not be NULL, and is: in rows that are there, or in one that is written. */
export const notNull: Explainer = {
  messages: ['contains-nulls', 'null-value'],
  sqlstates: ['23502'],
  explain(error) {
    const [name = error.statement?.columns[0], table = error.statement?.table ?? undefined] =
      error.values;
    const isWritten = error.message === 'null-value' || error.statement?.does === 'write';
    const own = nameOr(table, 'THE_TABLE');
    const column = nameOr(name, 'THE_COLUMN');
    const shown =
      name === undefined ? 'The column' : table === undefined ? column : `${own}.${column}`;
    return explanationOf(error, {
      kind: isWritten ? 'data-step' : 'not-null-on-rows',
      headline: isWritten
        ? `The statement would write NULL into ${shown === 'The column' ? 'a column' : shown}, which is NOT NULL.`
        : `${shown} is to be NOT NULL, and rows have no value there.`,
      why: isWritten
        ? 'A row leaves the column out, or a foreign key with ON DELETE SET NULL or ON UPDATE SET NULL stands on it: when the referenced row goes, the reference becomes NULL, which the column does not allow.'
        : 'A new column without a default is NULL in every row that is there, so it cannot be NOT NULL at once; a stored one cannot become it while rows hold NULL.',
      others: isWritten
        ? [
            { kind: 'not-null-on-rows', when: 'the statement adds the column or sets NOT NULL' },
            {
              kind: 'set-null-on-not-null',
              when: 'the statement deletes a referenced row or changes its key, and the foreign key says SET NULL',
            },
          ]
        : [{ kind: 'data-step', when: 'the statement writes or deletes rows' }],
      waysOut: [
        underPgmend(
          'it counts the rows, names the reference that the column is to hold, and columns of the table that may hold it already. It guesses no values.',
        ),
        byHand(
          'Or see how many rows it is about.',
          `SELECT count(*) FROM ${own}${isWritten ? '' : ` WHERE ${column} IS NULL`};`,
        ),
        isWritten
          ? byHand(
              'Give the rows a value; or let the column be NULL, if a row without it is still worth something.',
              `ALTER TABLE ${own} ALTER COLUMN ${column} DROP NOT NULL;`,
            )
          : byHand(
              'Three steps: add it nullable, fill it, set NOT NULL; the foreign key with or after the last.',
              `ALTER TABLE ${own} ADD COLUMN ${column} THE_TYPE;`,
              `UPDATE ${own} SET ${column} = …;`,
              `ALTER TABLE ${own} ALTER COLUMN ${column} SET NOT NULL;`,
            ),
      ],
    });
  },
};
