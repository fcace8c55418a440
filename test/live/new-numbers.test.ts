import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ServerError } from '../../src/postgres/server-error.ts';
import { pgmend } from '../cases/pgmend.ts';
import { readState } from '../cases/state.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  type Target,
} from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { killAndResume } from './kill-and-resume.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';
import { generator } from './writers.ts';

/** A key of uuids with references of every shape: to itself, part of a key, partitioned, of references, from another schema. */
const setup = [
  `CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text UNIQUE, boss uuid REFERENCES users)`,
  `CREATE TABLE orders (id serial PRIMARY KEY, buyer uuid NOT NULL REFERENCES users ON DELETE CASCADE, seller uuid REFERENCES users, note text)`,
  `CREATE INDEX ON orders (buyer, note)`,
  `CREATE TABLE cards (person uuid REFERENCES users ON DELETE CASCADE, slot integer, PRIMARY KEY (person, slot))`,
  `CREATE TABLE profiles (person uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE, bio text)`,
  `CREATE SCHEMA shop`,
  `CREATE TABLE shop.pictures (id serial PRIMARY KEY, profile uuid NOT NULL REFERENCES profiles ON DELETE CASCADE)`,
  `CREATE TABLE events (id bigint, person uuid REFERENCES users ON DELETE CASCADE, PRIMARY KEY (id)) PARTITION BY RANGE (id)`,
  `CREATE TABLE events_low PARTITION OF events FOR VALUES FROM (0) TO (500)`,
  `CREATE TABLE events_high PARTITION OF events FOR VALUES FROM (500) TO (1000000)`,
  `CREATE VIEW buyers AS SELECT u.id, u.name, count(o.id) AS orders FROM users u LEFT JOIN orders o ON o.buyer = u.id GROUP BY u.id`,
  `INSERT INTO users (id, name) SELECT md5('u' || g)::uuid, 'u' || g FROM generate_series(1, 400) AS g`,
  `UPDATE users SET boss = md5('u' || substr(name, 2)::int / 2)::uuid WHERE name <> 'u1'`,
  `INSERT INTO orders (buyer, seller, note) SELECT md5('u' || g % 300 + 1)::uuid, md5('u' || g % 7 + 1)::uuid, repeat('n', 300) FROM generate_series(1, 6000) AS g`,
  `INSERT INTO cards SELECT md5('u' || g % 200 + 1)::uuid, g FROM generate_series(1, 900) AS g`,
  `INSERT INTO profiles SELECT id, 'bio' FROM users WHERE substr(name, 2)::int <= 100`,
  `INSERT INTO shop.pictures (profile) SELECT person FROM profiles`,
  `INSERT INTO events SELECT g, md5('u' || g % 50 + 1)::uuid FROM generate_series(1, 900) AS g`,
];

/** Every row with people by their names: the same whatever their keys are. */
const byName = [
  `SELECT u.name, b.name AS boss FROM users AS u LEFT JOIN users AS b ON b.id = u.boss`,
  `SELECT o.id, a.name, b.name AS seller FROM orders AS o JOIN users AS a ON a.id = o.buyer LEFT JOIN users AS b ON b.id = o.seller`,
  `SELECT u.name, c.slot FROM cards AS c JOIN users AS u ON u.id = c.person`,
  `SELECT p.id, u.name FROM shop.pictures AS p JOIN profiles AS f ON f.person = p.profile JOIN users AS u ON u.id = f.person`,
  `SELECT e.id, u.name, e.tableoid::regclass::text AS part FROM events AS e JOIN users AS u ON u.id = e.person`,
  `SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM cards) AS cards, (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM shop.pictures) AS pictures`,
];

/** What the application does; it names people as it knows them, and finds keys by what the tables say. */
const writes: readonly ((n: number) => string)[] = [
  (n) =>
    `INSERT INTO users (name, boss) SELECT 'w${n}', id FROM users WHERE name = 'u${n}' ON CONFLICT (name) DO UPDATE SET boss = EXCLUDED.boss`,
  (n) =>
    `INSERT INTO orders (buyer, note) SELECT id, 'w' FROM users WHERE name IN ('w${n}', 'u${n}')`,
  (n) =>
    `UPDATE orders SET buyer = (SELECT id FROM users WHERE name = 'u${n}') WHERE id = ${n * 11}`,
  (n) =>
    `DELETE FROM users WHERE name = 'w${(n * 3) % 400}' AND NOT EXISTS (SELECT FROM users AS s WHERE s.boss = users.id) AND NOT EXISTS (SELECT FROM orders AS o WHERE o.seller = users.id)`,
  (n) => `UPDATE cards SET person = (SELECT id FROM users WHERE name = 'u${n}') WHERE slot = ${n}`,
  (n) =>
    `INSERT INTO events SELECT ${n} * 7 + 1000, id FROM users WHERE name = 'w${n}' ON CONFLICT DO NOTHING`,
  (n) => `UPDATE events SET id = CASE WHEN id < 500 THEN id + 20000 ELSE id END WHERE id = ${n}`,
  (n) =>
    n % 100 === 0
      ? `TRUNCATE shop.pictures`
      : `INSERT INTO shop.pictures (profile) SELECT person FROM profiles LIMIT 1`,
  (n) =>
    `INSERT INTO profiles SELECT id, 'new' FROM users WHERE name = 'w${n}' ON CONFLICT DO NOTHING`,
];

async function named(session: OwnSession): Promise<string[][]> {
  const all: string[][] = [];
  for (const sql of byName)
    all.push((await session.query(sql)).rows.map((row) => JSON.stringify(row)).sort());
  return all;
}

async function objectsOf(session: OwnSession) {
  const { objects } = await readState(session);
  return Object.fromEntries(
    Object.entries(objects).filter(([name]) => !name.includes('.pgmend_live_')),
  );
}

async function write(server: DatabaseServer, target: Target, seed: number, stop: () => boolean) {
  const own = await server.session(target);
  const roll = generator(seed);
  const failures: string[] = [];
  let done = 0;
  while (!stop()) {
    const sql = writes[Math.floor(roll() * writes.length)]?.(Math.floor(roll() * 400)) ?? '';
    try {
      await own.query(sql);
      done += 1;
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      // Two writers that move one row to its other partition: with or without an execution beside them.
      const isMoved = error.message.includes('already moved to another partition');
      if (!isMoved && !['40P01', '23503'].includes(error.sqlstate))
        failures.push(`${error.message}: ${sql}`);
    }
    await sleep(2);
  }
  await own.close();
  return { failures, done };
}

const columns = `SELECT string_agg(DISTINCT format_type(atttypid, NULL), ' ') AS types, count(*)::int AS columns FROM pg_attribute
  WHERE (attrelid, attname) IN (('users'::regclass, 'id'), ('users'::regclass, 'boss'), ('orders'::regclass, 'buyer'), ('orders'::regclass, 'seller'), ('cards'::regclass, 'person'),
    ('profiles'::regclass, 'person'), ('shop.pictures'::regclass, 'profile'), ('events'::regclass, 'person'), ('events_low'::regclass, 'person'), ('events_high'::regclass, 'person'))`;

describe.each(majors)('keys that become new numbers live, on PostgreSQL %i', (major) => {
  it('are numbered the same wherever they stand, under writes and through a crash, and come back', async () => {
    const { server, target, session, close } = await databaseWith(major, setup);
    const before = await objectsOf(session);
    let over = false;
    const writers = [1, 2, 3].map((seed) => write(server, target, seed + major, () => over));
    const args = ['rekey', 'users.id', '--to', 'integer', '--live', '--yes', '--max-rate', '4000'];
    const running = await killAndResume(target, session, args);
    await sleep(500);
    over = true;
    for (const { failures, done } of await Promise.all(writers)) {
      expect(failures).toEqual([]);
      expect(done).toBeGreaterThan(20);
    }
    expect(running.child.exitCode, running.said()).toBeNull();
    const had = await named(session);
    const { rows: uuids } = await session.query(`SELECT name, id::text FROM users ORDER BY name`);
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    await running.ended;
    expect((await session.query(columns)).rows).toEqual([{ types: 'integer', columns: 10 }]);
    expect(await named(session)).toEqual(had);
    // What somebody knows a person by is found until the run is finished.
    const found = await session.query(
      `SELECT count(*)::int AS n FROM users AS u JOIN pgmend.live_1_pairs_1 AS p ON p.new = u.id WHERE u.name LIKE 'u%' AND p.old = md5(u.name)::uuid`,
    );
    expect(found.rows).toEqual([{ n: 400 }]);
    // Written since: new people, references to new ones, and to old ones that nothing led to.
    await session.query(`INSERT INTO users (name) VALUES ('late'), ('later')`);
    await session.query(
      `INSERT INTO orders (buyer, seller, note) SELECT a.id, b.id, 'since' FROM users AS a, users AS b WHERE a.name = 'late' AND b.name IN ('later', 'u399')`,
    );
    await session.query(
      `INSERT INTO cards SELECT id, 7777 FROM users WHERE name IN ('u398', 'later')`,
    );
    await session.query(
      `UPDATE users SET boss = (SELECT id FROM users WHERE name = 'later') WHERE name = 'u5'`,
    );
    const identity = await session.query(
      `SELECT attidentity AS kind, (SELECT min(id) FROM users WHERE name LIKE 'late%') > (SELECT max(id) FROM users WHERE name NOT LIKE 'late%') AS behind FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'id'`,
    );
    expect(identity.rows).toEqual([{ kind: 'd', behind: true }]);
    const since = await named(session);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    expect(await named(session)).toEqual(since);
    expect((await session.query(columns)).rows).toEqual([{ types: 'uuid', columns: 10 }]);
    const { rows: again } = await session.query(
      `SELECT name, id::text FROM users WHERE name NOT LIKE 'late%' ORDER BY name`,
    );
    expect(again).toEqual(uuids);
    expect(await objectsOf(session)).toEqual(before);
    await close();
  }, 240_000);

  it('texts that are numbers stay those, others count on; on the way back both are what they were', async () => {
    const { target, session, close } = await databaseWith(major, [
      `CREATE TABLE people (id text PRIMARY KEY, name text)`,
      `INSERT INTO people VALUES ('7', 'seven'), ('07', 'other seven'), ('ada', 'Ada'), ('40', 'forty')`,
      `CREATE TABLE notes (id serial PRIMARY KEY, person text REFERENCES people)`,
      `INSERT INTO notes (person) VALUES ('7'), ('ada'), (NULL)`,
    ]);
    const running = startPgmend(target, [
      'rekey',
      'people.id',
      '--to',
      'bigint',
      '--live',
      '--yes',
    ]);
    await Promise.race([
      until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`),
      running.ended,
    ]);
    expect(running.child.exitCode, running.said()).toBeNull();
    await session.query(
      `INSERT INTO people VALUES ('500', 'five hundred'), ('0500', 'other'), ('bob', 'Bob'), ('41', 'a number that is taken')`,
    );
    await session.query(`INSERT INTO notes (person) VALUES ('500'), ('bob'), ('40')`);
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    await running.ended;
    const { rows } = await session.query<{ id: string; name: string }>(
      `SELECT id::int, name FROM people ORDER BY id`,
    );
    const idOf = (name: string) => rows.find((one) => one.name === name)?.id;
    expect([idOf('seven'), idOf('other seven'), idOf('Ada'), idOf('forty')].sort()).toEqual([
      40, 41, 42, 7,
    ]);
    expect(idOf('forty')).toBe(40);
    expect([idOf('five hundred'), idOf('other')]).toContain(500);
    expect(new Set(rows.map((one) => one.id)).size).toBe(8);
    const notes = await session.query(
      `SELECT p.name FROM notes AS n LEFT JOIN people AS p ON p.id = n.person ORDER BY n.id`,
    );
    expect(notes.rows.map(({ name }) => name)).toEqual([
      'seven',
      'Ada',
      null,
      'five hundred',
      'Bob',
      'forty',
    ]);
    await session.query(`INSERT INTO people (name) VALUES ('new')`);
    await session.query(`INSERT INTO notes (person) SELECT id FROM people WHERE name IN ('new')`);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    const people = await session.query(
      `SELECT id, name FROM people WHERE name <> 'new' ORDER BY id COLLATE "C"`,
    );
    expect(people.rows.map(({ id }) => id)).toEqual([
      '0500',
      '07',
      '40',
      '41',
      '500',
      '7',
      'ada',
      'bob',
    ]);
    const late = await session.query(
      `SELECT count(*)::int AS n FROM notes JOIN people AS p ON p.id = person WHERE p.name = 'new'`,
    );
    expect(late.rows).toEqual([{ n: 1 }]);
    await close();
  }, 120_000);

  it('keys that are numbers already stay what they are, and an identity goes on behind them', async () => {
    const { target, session, close } = await databaseWith(major, [
      `CREATE TABLE people (id text PRIMARY KEY, name text)`,
      `INSERT INTO people VALUES ('7', 'seven'), ('40', 'forty')`,
      `CREATE TABLE notes (id serial PRIMARY KEY, person text REFERENCES people)`,
      `INSERT INTO notes (person) VALUES ('7'), ('40'), (NULL)`,
    ]);
    const live = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes', '--cutover', 'now'];
    const done = await pgmend(target, live);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    const next = await session.query(`INSERT INTO people (name) VALUES ('next') RETURNING id::int`);
    expect(next.rows).toEqual([{ id: 41 }]);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    const { rows } = await session.query(`SELECT id, name FROM people ORDER BY id COLLATE "C"`);
    expect(rows).toEqual([
      { id: '40', name: 'forty' },
      { id: '41', name: 'next' },
      { id: '7', name: 'seven' },
    ]);
    await close();
  }, 60_000);
});
