import { displayIdent } from '../../../postgres/quote.ts';
import {
  byHand,
  type Explainer,
  explanationOf,
  nameOr,
  regclass,
  sidesOf,
  underPgmend,
} from '../explainer.ts';

/** More columns on one side of a foreign key than on the other. */
export const columnCount: Explainer = {
  messages: ['column-counts'],
  sqlstates: [],
  explain(error) {
    const { statement } = error;
    const table = statement?.referencedTable;
    const own = statement?.columns ?? [];
    const others = statement?.referencedColumns ?? [];
    const listed = (names: readonly string[]) => `(${names.map(displayIdent).join(', ')})`;
    const sides =
      own.length === 0
        ? ''
        : others.length === 0
          ? `: ${listed(own)} references ${nameOr(table, 'a table')} without naming columns, so its whole primary key is meant`
          : `: ${listed(own)} references ${listed(others)}`;
    return explanationOf(error, {
      kind: 'column-count',
      sides: sidesOf(error),
      headline: `The foreign key has another number of columns than the key that it references${sides}.`,
      why: 'A reference is compared column by column. Mostly the referenced table has a primary key over several columns, and the reference names one of them or none; one part of a composite key is not unique by itself.',
      waysOut: [
        underPgmend(
          'it lists the columns of both sides, and which of the key’s columns the referencing table has.',
        ),
        byHand(
          'Or look at the keys of the referenced table, and reference all columns of one of them.',
          `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ${regclass(table, 'THE_REFERENCED_TABLE')} AND contype IN ('p', 'u');`,
          `ALTER TABLE ${nameOr(statement?.table, 'THE_TABLE')} ADD FOREIGN KEY (A, B) REFERENCES ${nameOr(table, 'THE_REFERENCED_TABLE')} (X, Y);`,
        ),
      ],
    });
  },
};
