import { describe, expect, test } from 'vitest';
import { explainAll, explainText } from './explain-text.ts';

const guide = `ERROR: foreign key constraint "sessions_userId_fkey" cannot be implemented
ERROR DETAIL: Key columns "userId" and "id" are of incompatible types: uuid and integer.`;

const esc = '\u001b';

/** The same error, in the shapes in which people meet it. */
const sameError: readonly (readonly [string, string])[] = [
  ["the guide's text", guide],
  [
    'psql, PostgreSQL 18',
    `psql:x.sql:3: ERROR:  foreign key constraint "sessions_userId_fkey" cannot be implemented
DETAIL:  Key columns "userId" of the referencing table and "id" of the referenced table are of incompatible types: uuid and integer.`,
  ],
  [
    'colours',
    `${esc}[31mERROR:${esc}[39m foreign key constraint "${esc}[1msessions_userId_fkey${esc}[22m" cannot be implemented
${esc}[90mDETAIL: Key columns "userId" and "id" are of incompatible types: uuid and integer.${esc}[39m`,
  ],
  [
    'inspected by Node',
    `error: foreign key constraint "sessions_userId_fkey" cannot be implemented
    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98) {
  length: 208,
  severity: 'ERROR',
  code: '42804',
  detail: 'Key columns "userId" and "id" are of incompatible types: uuid and integer.',
  sql: 'ALTER TABLE "sessions" ADD FOREIGN KEY ("userId") REFERENCES "users" ("id")'
}`,
  ],
  [
    'JSON',
    String.raw`{"message":"foreign key constraint \"sessions_userId_fkey\" cannot be implemented","detail":"Key columns \"userId\" and \"id\" are of incompatible types: uuid and integer."}`,
  ],
  [
    'wrapped in a frame, the full stop lost',
    `│ foreign key constraint "sessions_userId_fkey" cannot be        │
│ implemented                                                    │
│ DETAIL: Key columns "userId" and "id" are of incompatible      │
│ types: uuid and integer                                        │`,
  ],
  [
    'Alembic',
    `sqlalchemy.exc.ProgrammingError: (psycopg2.errors.DatatypeMismatch) foreign key constraint "sessions_userId_fkey" cannot be implemented
DETAIL:  Key columns "userId" and "id" are of incompatible types: uuid and integer.

[SQL: ALTER TABLE sessions ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY("userId") REFERENCES users (id)]`,
  ],
  [
    'German',
    `FEHLER:  Fremdschlüssel-Constraint »sessions_userId_fkey« kann nicht implementiert werden
DETAIL:  Schlüsselspalten »userId« und »id« haben inkompatible Typen: uuid und integer.`,
  ],
  [
    'French',
    `ERREUR:  la contrainte de clé étrangère « sessions_userId_fkey » ne peut pas être implémentée
DÉTAIL : Les colonnes clés « userId » et « id » sont de types incompatibles : uuid et integer.`,
  ],
  [
    'Japanese',
    `ERROR:  外部キー制約"sessions_userId_fkey"は実装されていません
DETAIL:  キーとなる列"userId"と"id"との間で型に互換性がありません: uuidとinteger`,
  ],
  [
    'Russian',
    `ОШИБКА:  ограничение внешнего ключа "sessions_userId_fkey" нельзя реализовать
ПОДРОБНОСТИ:  Столбцы ключа "userId" и "id" имеют несовместимые типы: uuid и integer.`,
  ],
  [
    'Chinese',
    `错误:  无法实现外键约束 "sessions_userId_fkey"
描述:  键列"userId"和"id"的类型不兼容: uuid 和 integer.`,
  ],
];

describe('incompatible types', () => {
  test.each(sameError)('%s', (_, text) => {
    expect(explainText(text)).toMatchObject({
      kind: 'incompatible-types',
      sqlstate: '42804',
      constraint: 'sessions_userId_fkey',
      sides: [
        { role: 'referencing', table: 'sessions', column: '"userId"', type: 'uuid' },
        {
          role: 'referenced',
          table: text.includes('REFERENCES') ? 'users' : null,
          column: 'id',
          type: 'integer',
        },
      ],
    });
    expect(explainAll(text)).toHaveLength(1);
  });

  test('says why, and every way out', () => {
    const explanation = explainText(guide);
    expect(explanation?.headline).toBe(
      'sessions."userId" is uuid, and the key that it is to reference, id, is integer.',
    );
    expect(explanation?.why).toContain('no equality operator (=) for integer and uuid');
    expect(explanation?.why).toContain('There is no cast from uuid to integer at all');
    expect(explanation?.waysOut.map((one) => one.code?.split('\n')[0] ?? null)).toEqual([
      'npx pgmend run -- YOUR MIGRATION COMMAND',
      'npx pgmend plan',
      'BEGIN;',
      null,
      null,
    ]);
  });

  test.each([
    [
      'timestamp with time zone and character varying',
      'timestamp with time zone',
      'character varying',
    ],
    ['double precision and uuid', 'double precision', 'uuid'],
    ['auth."My type" and integer[]', 'auth."My type"', 'integer[]'],
    ['"char" and bigint', '"char"', 'bigint'],
  ])('types of several words: %s', (types, referencing, referenced) => {
    const text = `Key columns "a b" and "c""d" are of incompatible types: ${types}.`;
    expect(explainText(text)?.sides.map((one) => one.type)).toEqual([referencing, referenced]);
  });

  test('quotes and emoji in names', () => {
    const text = `foreign key constraint "my "fk" 😀" cannot be implemented
DETAIL:  Key columns "u"s" and "i and "d" are of incompatible types: uuid and integer.`;
    const explanation = explainText(text);
    expect(explanation?.constraint).toBe('my "fk" 😀');
    expect(explanation?.sides.map((one) => one.column)).toEqual(['"u""s"', '"i and ""d"']);
  });

  test('quotes in names, in another language', () => {
    const text = `Fremdschlüssel-Constraint »ключ "'\\ 表« kann nicht implementiert werden
DETAIL:  Schlüsselspalten »ссылка $1 "z" \\ x« und »the id« haben inkompatible Typen: uuid und integer.`;
    const explanation = explainText(text);
    expect(explanation?.constraint).toBe(`ключ "'\\ 表`);
    expect(explanation?.sides.map((one) => one.column)).toEqual([
      '"ссылка $1 ""z"" \\ x"',
      '"the id"',
    ]);
  });

  test('a tool that leaves the DETAIL out', () => {
    const text =
      'migration failed: alter table "s" add constraint "s_u_fk" … - foreign key constraint "s_u_fk" cannot be implemented';
    expect(explainText(text)).toMatchObject({
      kind: 'incompatible-types',
      constraint: 's_u_fk',
      sides: [],
    });
  });

  test('a cast exists only through text, or only the other way', () => {
    const why = (types: string): string | undefined =>
      explainText(`Key columns "a" and "b" are of incompatible types: ${types}.`)?.why;
    expect(why('text and uuid')).toContain('through text');
    expect(why('numeric and integer')).toContain('The other direction works');
    expect(why('"Mood" and integer')).toContain('bigint is fine');
  });
});

describe('already exists', () => {
  test.each([
    [
      'ERROR:  constraint "a_fkey" for relation "T" already exists',
      'The constraint a_fkey of "T" is there already.',
    ],
    [
      'column "userId" of relation "sessions" already exists',
      'The column "userId" of sessions is there already.',
    ],
    ['relation "users" already exists', 'The table or index users is there already.'],
    ['type "enum_x" already exists', 'The type enum_x is there already.'],
    [
      'FEHLER:  42P07: Relation »users« existiert bereits',
      'The table or index users is there already.',
    ],
  ])('%s', (text, headline) => {
    expect(explainText(text)).toMatchObject({ kind: 'already-exists', headline });
  });
});

test('several errors of one log, each once, the first cause before its consequences', () => {
  const log = `== 1: migrating
ERROR: column "owner" of relation "t" already exists
${guide}
ERROR: foreign key constraint "sessions_cancelledBy_fkey" cannot be implemented
DETAIL: Key columns "cancelledBy" and "id" are of incompatible types: text and integer.
${guide}`;
  expect(explainAll(log).map((one) => [one.kind, one.constraint])).toEqual([
    ['already-exists', null],
    ['incompatible-types', 'sessions_userId_fkey'],
    ['incompatible-types', 'sessions_cancelledBy_fkey'],
  ]);
  expect(explainText(log)?.constraint).toBe('sessions_userId_fkey');
});

test.each(['', 'hello', 'the "quick" and the "brown": fox and dog', '42804 rows were read'])(
  'nothing is made of %j',
  (text) => {
    expect(explainText(text)).toBeNull();
  },
);

test.each([
  ['integer out of range', 'narrow-reference'],
  ['insert into t (a) values ($1) - integer out of range', 'narrow-reference'],
  ['value too long for type character varying(20)', 'narrow-reference'],
  ['relation "users" does not exist', 'later-table'],
  ['type "status" already exists', 'leftover-type'],
  ['duplicate key value violates unique constraint "t_pkey"', 'sequence-behind'],
])('%s may also be %s', (text, kind) => {
  expect(explainText(text)?.others.map((other) => other.kind)).toContain(kind);
});

test('a value of the wrong form has nothing to do with the size of a column', () => {
  const { others = [] } = explainText('invalid input syntax for type uuid: "x"') ?? {};
  expect(others).toEqual([]);
});
