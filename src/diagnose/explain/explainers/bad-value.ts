import type { ErrorInText } from '../errors-in-text.ts';
import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';
import type { OtherKind } from '../explanation.ts';

const aNarrowReference: OtherKind = {
  kind: 'narrow-reference',
  when: 'the statement writes a column that references a key of a greater type',
};

/** A value that the type which it is to get does not take; or two types without a common operator. */
export const badValue: Explainer = {
  messages: [
    'invalid-input',
    'invalid-label',
    'value-out-of-range',
    'integer-out-of-range',
    'bigint-out-of-range',
    'smallint-out-of-range',
    'value-too-long',
    'time-out-of-range',
  ],
  sqlstates: ['22P02', '22003', '22001', '22007', '22008'],
  explain(error) {
    const { type, value } = read(error);
    const table = nameOr(error.statement?.table, 'THE_TABLE');
    const column = nameOr(error.statement?.columns[0], 'THE_COLUMN');
    const isWritten = error.statement?.does === 'write';
    const what = value === null ? 'A value' : `The value ${JSON.stringify(value)}`;
    const target = type ?? error.statement?.newType ?? null;
    return explanationOf(error, {
      kind: isWritten ? null : 'type-change-fails',
      headline: `${what} is ${reason(error, target)}.`,
      why: `PostgreSQL names the first such value only; there may be more. ${
        isWritten
          ? 'The statement writes rows, and what they are to hold is the migration’s business.'
          : 'Where the statement changes the type of a column, one such value stops the change of the whole table. Empty texts, 0 and -1 often mean "none".'
      }`,
      others: [
        ...(isWritten
          ? [{ kind: 'type-change-fails', when: 'the statement changes the type of a column' }]
          : []),
        ...(isTooGreat(error) ? [aNarrowReference] : []),
      ],
      waysOut: [
        underPgmend(
          isWritten
            ? 'what can be said from the database is said beside the error.'
            : 'it counts the values that are none of the new type and asks what becomes of them (kept beside the table, looked up elsewhere, or nothing); the others are converted.',
        ),
        byHand(
          'Or see them all (pg_input_is_valid is there from PostgreSQL 16).',
          `SELECT ${column}, count(*) FROM ${table} WHERE NOT pg_input_is_valid(${column}::text, '${target ?? 'THE_TYPE'}') GROUP BY 1;`,
        ),
        byHand(
          'A value that means "none" becomes NULL in the USING of the statement.',
          usingNull(table, column, target, value),
        ),
      ],
    });
  },
};

/** Beyond the size of a column, as the key that it references may be. */
function isTooGreat({ sqlstate }: ErrorInText): boolean {
  return sqlstate === '22003' || sqlstate === '22001';
}

function read({ message, values }: ErrorInText): { type: string | null; value: string | null } {
  const [first = null, second = null] = values;
  switch (message) {
    case 'invalid-input':
    case 'invalid-label':
      return { type: first, value: second };
    case 'value-out-of-range':
      return { type: second, value: first };
    case 'value-too-long':
      return { type: `character varying(${first})`, value: null };
    case 'time-out-of-range':
      return { type: null, value: first };
    case null:
      return { type: null, value: null };
    default:
      return { type: message.split('-')[0] ?? null, value: null };
  }
}

function reason({ message, sqlstate }: ErrorInText, type: string | null): string {
  const name = type ?? 'its new type';
  if (message === 'invalid-label') return `no label of the enum ${name}`;
  if (message === 'value-too-long' || sqlstate === '22001') return `too long for ${name}`;
  if (sqlstate === '22003') return `out of the range of ${name}`;
  if (sqlstate === '22008') return 'no date or time that there is';
  return `no ${name}`;
}

function usingNull(
  table: string,
  column: string,
  type: string | null,
  value: string | null,
): string {
  const target = type ?? 'THE_TYPE';
  const none = `'${(value ?? '').replaceAll("'", "''")}'`;
  return `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${target} USING NULLIF(${column}::text, ${none})::${target};`;
}
