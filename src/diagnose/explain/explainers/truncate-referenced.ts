import {
  byHand,
  detailOf,
  type Explainer,
  explanationOf,
  nameOr,
  regclass,
  underPgmend,
} from '../explainer.ts';

/** TRUNCATE of a table that others reference. */
export const truncateReferenced: Explainer = {
  messages: ['truncate-referenced'],
  sqlstates: [],
  explain(error) {
    const [referencing, referenced = error.statement?.table] =
      detailOf(error, 'table-references') ?? [];
    const table = nameOr(referenced, 'THE_TABLE');
    const other = nameOr(referencing, 'THE_REFERENCING_TABLE');
    return explanationOf(error, {
      kind: 'truncate-referenced',
      headline:
        referencing === undefined
          ? `${referenced === undefined ? 'The table' : table} cannot be truncated: another table references it.`
          : `${table} cannot be truncated: ${other} references it.`,
      why: 'TRUNCATE looks at no rows, so it cannot know whether one of them is referenced; it refuses whenever a table outside of its list references one in it, even if that table is empty. The DETAIL names the first; there may be more.',
      waysOut: [
        underPgmend(
          'it names the tables and constraints with their rows, and what CASCADE would throw away. It deletes nothing.',
        ),
        byHand(
          'Or see what references it.',
          `SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'f' AND confrelid = ${regclass(referenced, 'THE_TABLE')};`,
        ),
        byHand(
          'If all of them are to be emptied, name them together.',
          `TRUNCATE ${table}, ${other};`,
        ),
        byHand(
          'If their rows are to stay, delete only what nothing references. TRUNCATE … CASCADE empties every table that leads here, at any distance.',
          `DELETE FROM ${table};`,
        ),
      ],
    });
  },
};
