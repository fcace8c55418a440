import { expect, test } from 'vitest';
import { findCall, namesOf } from './find-call.ts';
import { findStatement } from './find-statement.ts';

const key =
  'alter table "bookings" add constraint "bookings_user_id_fkey" foreign key ("user_id") references "users" ("id")';

test.each([
  ['a.sql', 'BEGIN;\n\nALTER TABLE a\n  ADD b integer;\n', 'ALTER TABLE a ADD b integer', 3],
  ['a.sql', 'ALTER TABLE a ADD c integer;\n', 'ALTER TABLE a ADD b integer', null],
  [
    'a.js',
    'exports.up = (db) =>\n  db.query("ALTER TABLE a ADD b integer;");\n',
    'ALTER TABLE a ADD b integer',
    2,
  ],
  ['a.js', 'exports.down = (db) => db.query("DROP TABLE a");\n', 'DROP TABLE a', null],
  ['a.ts', 'await sql`\n  ALTER TABLE a\n  ADD b integer`;\n', 'ALTER TABLE a ADD b integer', 2],
  [
    'a.ts',
    ['await q(`', 'ALTER TABLE $', '{t} ADD COLUMN b integer`);'].join(''),
    'ALTER TABLE a ADD COLUMN b integer',
    1,
  ],
  ['a.js', 'this is no JavaScript', 'SELECT 1', null],
])('%s: %j has %s in line %s', async (file, text, statement, line) => {
  expect((await findStatement(file, text, statement))?.line ?? null).toBe(line);
});

test('reads the names of a statement, its table first', async () => {
  expect([...(await namesOf(key))]).toEqual([
    'bookings',
    'bookings_user_id_fkey',
    'user_id',
    'users',
    'id',
  ]);
  expect([...(await namesOf('this is no SQL'))]).toEqual([]);
});

test.each([
  [
    'node-pg-migrate',
    `exports.up = (pgm) => {
  pgm.createTable('bookings', { id: 'id', user_id: 'integer' });
  pgm.addConstraint('bookings', 'bookings_user_id_fkey', {
    foreignKeys: { columns: 'user_id', references: 'users(id)' },
  });
};
exports.down = (pgm) => pgm.dropConstraint('bookings', 'bookings_user_id_fkey');`,
    3,
  ],
  [
    'knex',
    `exports.up = (knex) =>
  knex.schema.alterTable('bookings', (table) => {
    table.integer('seat');
    table.foreign('user_id', 'bookings_user_id_fkey').references('users.id');
  });`,
    4,
  ],
  [
    'the altered table’s definition, not the other one’s',
    `db.define('User', { id: T, user_id: T }, { tableName: 'users' });\ndb.define('Booking', { id: T, user_id: T, seat: T }, { tableName: 'bookings' });`,
    2,
  ],
  ['another migration', `exports.up = (knex) => knex.schema.dropTable('users');`, null],
])('finds the call behind a statement: %s', async (_, text, line) => {
  expect((await findCall('a.js', text, await namesOf(key)))?.line ?? null).toBe(line);
});
