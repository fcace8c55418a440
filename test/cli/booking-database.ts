import { connect } from '../../src/postgres/connect.ts';
import type { Target } from '../../src/postgres/target.ts';
import type { DatabaseServer } from '../servers/start-server.ts';

/** A member's uuid, and the statement that cannot be: bookings reference members by integer. */
const statements = [
  'CREATE TABLE users (id serial PRIMARY KEY, username text UNIQUE NOT NULL)',
  'CREATE TABLE users_backup (id uuid, username text)',
  `INSERT INTO users (username) SELECT 'u' || i FROM generate_series(1, 10) AS i`,
  `INSERT INTO users_backup SELECT md5('u' || i)::uuid, 'u' || i FROM generate_series(1, 10) AS i`,
  'CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid, note text)',
  `INSERT INTO sessions ("userId") SELECT md5('u' || i)::uuid FROM generate_series(1, 12) AS i`,
  'INSERT INTO sessions ("userId") VALUES (NULL)',
];

/** The statement that PostgreSQL refuses, with the name that a tool would give. */
export const refused =
  'ALTER TABLE "sessions" ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE SET NULL';

/** A new database: 13 bookings, of which 10 have a member, 2 a member that is gone, 1 none. */
export async function bookingDatabase(server: DatabaseServer): Promise<Target> {
  const target = await server.createDatabase();
  await inDatabase(target, ...statements);
  return target;
}

/** Runs statements in turn and returns the rows of the last one. */
export async function inDatabase(
  target: Target,
  ...sql: readonly string[]
): Promise<Record<string, unknown>[]> {
  const session = await connect(target);
  try {
    let rows: Record<string, unknown>[] = [];
    for (const one of sql) rows = (await session.query(one)).rows;
    return rows;
  } finally {
    await session.close();
  }
}

/** The type of the bookings' member column, and whether its foreign key is there. */
export async function stateOf(target: Target): Promise<string> {
  const [row] = await inDatabase(
    target,
    `SELECT format_type(a.atttypid, a.atttypmod) || CASE WHEN EXISTS (
       SELECT FROM pg_constraint WHERE conrelid = a.attrelid AND contype = 'f') THEN ' with key' ELSE '' END AS state
       FROM pg_attribute AS a WHERE a.attrelid = 'sessions'::regclass AND a.attname = 'userId'`,
  );
  return String(row?.state);
}
