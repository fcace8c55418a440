import { performance } from 'node:perf_hooks';
import type { OwnSession, Server, Target } from '../../test/servers/start-server.ts';
import { keys, rows } from './bench-options.ts';

export const indexes = (table: string, column: string) => [
  `CREATE INDEX ON ${table} (${column})`,
  `CREATE INDEX ON ${table} (created)`,
  `CREATE INDEX ON ${table} (status, created)`,
];

export async function fill(session: OwnSession): Promise<void> {
  for (const sql of [
    `CREATE TABLE users (id serial PRIMARY KEY, public_id uuid NOT NULL UNIQUE, email text NOT NULL)`,
    `INSERT INTO users (public_id, email) SELECT md5('u' || g)::uuid, 'u' || g || '@example.org' FROM generate_series(1, ${keys}) AS g`,
    `CREATE TABLE sessions (id bigserial PRIMARY KEY, "userId" uuid, status text NOT NULL DEFAULT 'open', created timestamptz NOT NULL DEFAULT now(), note text)`,
    `INSERT INTO sessions ("userId", status, created, note) SELECT md5('u' || (g % ${keys} + 1))::uuid, CASE g % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'paid' ELSE 'gone' END, now() - g * interval '1 second', 'a booking of somebody, number ' || g FROM generate_series(1, ${rows}) AS g`,
    ...indexes('sessions', '"userId"'),
    `VACUUM ANALYZE users`,
    `VACUUM ANALYZE sessions`,
    `CHECKPOINT`,
  ]) {
    await session.query(sql);
  }
}

export async function timed(session: OwnSession, statements: readonly string[]): Promise<number> {
  const started = performance.now();
  for (const sql of statements) await session.query(sql);
  return (performance.now() - started) / 1000;
}

export const foreignKey = (table: string) =>
  `ALTER TABLE ${table} ADD FOREIGN KEY ("userId") REFERENCES users (id)`;

/** The same result under one lock: the type, its indexes, the foreign key. */
export const locked = [
  `CREATE TABLE pairs AS SELECT public_id AS old, id AS new FROM users`,
  `CREATE INDEX ON pairs USING hash (old)`,
  `ANALYZE pairs`,
  `CREATE FUNCTION convert(uuid) RETURNS integer LANGUAGE sql STABLE STRICT AS 'SELECT new FROM public.pairs WHERE old = $1'`,
  `ALTER TABLE sessions ALTER COLUMN "userId" TYPE integer USING convert("userId")`,
  foreignKey('sessions'),
  `ANALYZE sessions`,
];

/** What cannot be done with less on one connection. */
export const fresh = [
  `CREATE TABLE fresh AS SELECT s.id, u.id AS "userId", s.status, s.created, s.note FROM sessions AS s LEFT JOIN users AS u ON u.public_id = s."userId"`,
  `ALTER TABLE fresh ADD PRIMARY KEY (id)`,
  ...indexes('fresh', '"userId"'),
  foreignKey('fresh'),
  `ANALYZE fresh`,
];

export async function inBatches(session: OwnSession): Promise<number> {
  const started = performance.now();
  await session.query(`ALTER TABLE sessions ADD COLUMN new_user integer`);
  for (let from = 0; from < rows; from += 10_000) {
    await session.query(
      `UPDATE sessions AS s SET new_user = u.id FROM users AS u WHERE u.public_id = s."userId" AND s.id > ${from} AND s.id <= ${from + 10_000}`,
    );
  }
  await session.query(`CREATE INDEX ON sessions (new_user)`);
  await session.query(`ALTER TABLE sessions DROP COLUMN "userId"`);
  await session.query(`ALTER TABLE sessions RENAME COLUMN new_user TO "userId"`);
  await session.query(foreignKey('sessions'));
  return (performance.now() - started) / 1000;
}

export async function size(session: OwnSession, table: string): Promise<number> {
  const { rows: found } = await session.query<{ bytes: string }>(
    `SELECT pg_total_relation_size('public.${table}')::text AS bytes`,
  );
  return Number(found[0]?.bytes) / 1e6;
}

export async function copyOf(server: Server, base: Target): Promise<Target> {
  const target = await server.createDatabase();
  const session = await server.session(server.target());
  await session.query(`DROP DATABASE "${target.database}"`);
  await session.query(
    `CREATE DATABASE "${target.database}" TEMPLATE "${base.database}" STRATEGY file_copy`,
  );
  await session.query('CHECKPOINT');
  await session.close();
  return target;
}
