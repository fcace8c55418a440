import {
  byHand,
  type Explainer,
  explanationOf,
  nameOr,
  regclass,
  sidesOf,
  underPgmend,
} from '../explainer.ts';

/** A foreign key to, or on, something that is no table. */
export const wrongTarget: Explainer = {
  messages: ['not-a-table', 'foreign-table'],
  sqlstates: ['42809'],
  explain(error) {
    const isForeign = error.message === 'foreign-table';
    const [name = isForeign ? error.statement?.table : error.statement?.referencedTable] =
      error.values;
    const shown = nameOr(name, 'What the foreign key leads to');
    return explanationOf(error, {
      kind: 'wrong-target',
      sides: sidesOf(error),
      headline: isForeign
        ? `${nameOr(name, 'The table')} is a foreign table, and a foreign key cannot stand on it.`
        : `${shown} is not a table: a view, a materialized view or a foreign table.`,
      why: 'A foreign key is held by a unique index on the referenced side, by locks on its rows, and by triggers that fire when a row goes. A view has no rows of its own, a materialized view is replaced as a whole, and the rows of a foreign table are on another server.',
      waysOut: [
        underPgmend(
          'it says what the name is, and which tables have the columns that the key names.',
        ),
        byHand(
          'Or see the kind (v a view, m a materialized view, f a foreign table) and the query of a view, and reference the table behind it.',
          `SELECT relkind FROM pg_class WHERE oid = ${regclass(name, 'THE_NAME')};`,
          `SELECT pg_get_viewdef(${regclass(name, 'THE_NAME')}, true);`,
        ),
      ],
    });
  },
};
