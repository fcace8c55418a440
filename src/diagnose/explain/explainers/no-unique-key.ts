import type { ErrorInText } from '../errors-in-text.ts';
import {
  byHand,
  detailOf,
  type Explainer,
  explanationOf,
  nameOr,
  regclass,
  sidesOf,
  underPgmend,
} from '../explainer.ts';

/** No key that a foreign key could use stands behind the referenced columns, or none can be made. */
export const noUniqueKey: Explainer = {
  messages: [
    'no-unique-constraint',
    'no-primary-key',
    'deferrable-unique',
    'deferrable-primary-key',
    'index-not-unique',
  ],
  sqlstates: ['42830', '55000'],
  explain(error) {
    const isIndex = error.message === 'index-not-unique';
    const table = isIndex
      ? error.statement?.table
      : (error.values[0] ?? error.statement?.referencedTable);
    const columns = columnsOf(error);
    const shown = nameOr(table, 'THE_REFERENCED_TABLE');
    return explanationOf(error, {
      kind: 'no-unique-key',
      sides: sidesOf(error),
      headline: headlineOf(error, table === undefined ? 'the referenced table' : shown, columns),
      why: isIndex
        ? 'A primary key or unique constraint allows no value twice, and some rows have the same one. The DETAIL names the first; there may be more. Which of the rows is meant is not in the error.'
        : 'A reference means one row, and PostgreSQL finds it through a unique index over just these columns, in any order. What does not count: an index with WHERE, an index over an expression, an invalid index, a DEFERRABLE constraint, a key over more columns.',
      others:
        error.message === null
          ? [
              {
                kind: 'column-count',
                when: 'the foreign key has another number of columns than the key it names',
              },
            ]
          : [],
      waysOut: [
        underPgmend(
          isIndex
            ? 'it counts the values that repeat, shows the rows and what references them, and removes none by a guess.'
            : 'it looks at the rows. Where no value repeats it adds the key, and the migration goes on; where some do it counts and shows them.',
        ),
        byHand(
          'Or by hand: see which keys are there and which values repeat, and add the key if none does.',
          `SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = ${regclass(table, 'THE_REFERENCED_TABLE')} AND indisunique;`,
          `SELECT ${columns}, count(*) FROM ${shown} GROUP BY ${columns} HAVING count(*) > 1;`,
          `ALTER TABLE ${shown} ADD UNIQUE (${columns});`,
        ),
        byHand(
          'Most often the primary key is what should be referenced, and the column only looks like a key: then correct the reference in the migration.',
        ),
      ],
    });
  },
};

function columnsOf(error: ErrorInText): string {
  const duplicated = detailOf(error, 'key-duplicated')?.[0];
  if (duplicated !== undefined) return duplicated;
  const { statement } = error;
  const names = statement?.does === 'add-key' ? statement.columns : statement?.referencedColumns;
  return names === undefined || names.length === 0
    ? 'THE_COLUMNS'
    : names.map((name) => nameOr(name, '')).join(', ');
}

function headlineOf(error: ErrorInText, table: string, columns: string): string {
  const which = columns === 'THE_COLUMNS' ? 'the referenced columns' : columns;
  switch (error.message) {
    case 'no-primary-key':
      return `The foreign key names no column of ${table}, so its primary key is meant, and ${table} has none.`;
    case 'deferrable-unique':
    case 'deferrable-primary-key':
      return `The key over ${which} of ${table} is DEFERRABLE, and a foreign key cannot stand on it.`;
    case 'index-not-unique': {
      const [, value] = detailOf(error, 'key-duplicated') ?? [];
      const first = value === undefined ? '' : `: (${columns}) = (${value}) is there twice`;
      return `The unique index ${nameOr(error.values[0], '')} cannot be made${first}.`;
    }
    default:
      return `No primary key, unique constraint or plain unique index stands on ${which} of ${table}.`;
  }
}
