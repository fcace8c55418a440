import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ServerError } from '../../src/postgres/server-error.ts';
import { pgmend } from '../cases/pgmend.ts';
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

/** Sessions of a load or a replication, in which no foreign key is enforced. */
const unenforced = `SET session_replication_role = replica`;

/** A key, and references to it that lead to nothing although their foreign keys are valid; one column is of a key itself. */
const setup = [
  `CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text UNIQUE)`,
  `CREATE TABLE orders (id serial PRIMARY KEY, buyer uuid REFERENCES users ON DELETE CASCADE, seller uuid REFERENCES users, note text)`,
  `CREATE INDEX ON orders (buyer)`,
  `CREATE TABLE cards (person uuid REFERENCES users ON DELETE CASCADE, slot integer, PRIMARY KEY (person, slot))`,
  `CREATE TABLE events (id bigint PRIMARY KEY, person uuid REFERENCES users) PARTITION BY RANGE (id)`,
  `CREATE TABLE events_low PARTITION OF events FOR VALUES FROM (0) TO (500)`,
  `CREATE TABLE events_high PARTITION OF events FOR VALUES FROM (500) TO (1000000)`,
  // What no index finds and no valid foreign key leads from holds numbers of its own.
  `CREATE TABLE tips (id serial PRIMARY KEY, person uuid)`,
  unenforced,
  `INSERT INTO users SELECT md5('u' || g)::uuid, 'u' || g FROM generate_series(1, 300) AS g`,
  `INSERT INTO orders (buyer, seller, note) SELECT md5(CASE WHEN g % 9 = 0 THEN 'o' ELSE 'u' END || g % 300 + 1)::uuid, md5('u' || g % 7 + 1)::uuid, repeat('n', 300) FROM generate_series(1, 6000) AS g`,
  `INSERT INTO cards SELECT md5(CASE WHEN g % 20 = 0 THEN 'o' ELSE 'u' END || g % 300 + 1)::uuid, g FROM generate_series(1, 900) AS g`,
  `INSERT INTO events SELECT g, md5(CASE WHEN g % 20 = 0 THEN 'o' ELSE 'u' END || g % 50 + 1)::uuid FROM generate_series(1, 900) AS g`,
  `INSERT INTO tips (person) SELECT md5('t' || g)::uuid FROM generate_series(1, 5) AS g`,
  `ALTER TABLE tips ADD FOREIGN KEY (person) REFERENCES users NOT VALID`,
  `RESET session_replication_role`,
];

/** What writers do, n from 1 to 300: `u…` are keys most of the time, `o…` are not, and become some. */
const writes: readonly ((n: number) => string)[] = [
  (n) =>
    `INSERT INTO orders (buyer, note) VALUES (md5('u${n}')::uuid, 'w'), (md5('o${n}')::uuid, 'w')`,
  (n) => `UPDATE orders SET buyer = md5('o' || id % 300)::uuid WHERE id = ${n * 18}`,
  (n) => `UPDATE orders SET buyer = md5('o${n}')::uuid, note = 'x' WHERE id = ${n * 7}`,
  (n) => `UPDATE orders SET buyer = md5('u${n}')::uuid WHERE id = ${n * 9}`,
  (n) => `UPDATE orders SET seller = md5('o${n}')::uuid WHERE id = ${n * 11}`,
  (n) => `DELETE FROM orders WHERE id = ${n * 13}`,
  (n) => `DELETE FROM users WHERE name = 'u${(n % 100) + 100}'`,
  (n) => `INSERT INTO users VALUES (md5('u${(n % 100) + 100}')::uuid, 'u${(n % 100) + 100}')`,
  (n) => `INSERT INTO users VALUES (md5('o${(n % 60) + 6}')::uuid, 'o${(n % 60) + 6}')`,
  (n) => `DELETE FROM users WHERE id = md5('o${(n % 60) + 6}')::uuid`,
  (n) => `UPDATE users SET id = md5('o${n}')::uuid WHERE name = 'o${(n % 60) + 6}'`,
  (n) => `UPDATE cards SET person = md5('${n % 3 === 0 ? 'o' : 'u'}${n}')::uuid WHERE slot = ${n}`,
  (n) => `INSERT INTO cards VALUES (md5('o${n}')::uuid, ${n + 5000})`,
  (n) => `INSERT INTO events VALUES (${n} * 7 + 1000, md5('o${n}')::uuid)`,
  (n) => `UPDATE events SET person = md5('o${n}')::uuid WHERE id = ${n * 3}`,
  (n) => `INSERT INTO tips (person) VALUES (md5('t${n % 10}')::uuid)`,
];

async function write(
  server: DatabaseServer,
  target: Target,
  mayWrite: typeof writes,
  seed: number,
  stop: () => boolean,
) {
  const own = await server.session(target);
  await own.query(unenforced);
  const roll = generator(seed);
  const failures: string[] = [];
  let done = 0;
  while (!stop()) {
    const sql =
      mayWrite[Math.floor(roll() * mayWrite.length)]?.(1 + Math.floor(roll() * 300)) ?? '';
    try {
      await own.query(sql);
      done += 1;
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      // A key that is there already, or two writers in each other's way.
      if (!['40P01', '23505'].includes(error.sqlstate)) failures.push(`${error.message}: ${sql}`);
    }
    await sleep(8);
  }
  await own.close();
  return { failures, done };
}

/** A column of numbers by what they were before, where `numbers` says the table that knows it. */
async function rowsOf(session: OwnSession, numbers: string | null): Promise<string[][]> {
  const was = (column: string) =>
    numbers === null
      ? `t.${column}::text`
      : `(SELECT n.value FROM ${numbers} AS n WHERE n.new = t.${column})`;
  const all: string[][] = [];
  for (const sql of [
    `SELECT ${was('id')} AS id, name FROM users AS t`,
    `SELECT id, ${was('buyer')} AS buyer, ${was('seller')} AS seller, note FROM orders AS t`,
    `SELECT ${was('person')} AS person, slot FROM cards AS t`,
    `SELECT id, ${was('person')} AS person FROM events AS t`,
    `SELECT id, ${was('person')} AS person FROM tips AS t`,
  ])
    all.push((await session.query(sql)).rows.map((row) => JSON.stringify(row)).sort());
  return all;
}

/** What stands in no key. */
const orphan = (column: string) =>
  `(${column} IS NOT NULL AND ${column} NOT IN (SELECT id FROM users UNION SELECT person FROM tips))`;

/** What an execution in one transaction would leave of this database, and what it would keep, for each of its ways. */
const ways = {
  keep: {
    flags: [],
    leave: [
      `UPDATE orders SET buyer = NULL WHERE ${orphan('buyer')}`,
      `UPDATE orders SET seller = NULL WHERE ${orphan('seller')}`,
      `UPDATE events SET person = NULL WHERE ${orphan('person')}`,
    ],
    due: `SELECT 'orders.buyer ' || id || ' ' || buyer AS line FROM orders WHERE ${orphan('buyer')} UNION ALL SELECT 'orders.seller ' || id || ' ' || seller FROM orders WHERE ${orphan('seller')} UNION ALL SELECT 'events.person ' || id || ' ' || person FROM events WHERE ${orphan('person')}`,
    kept: `SELECT table_name || '.' || column_name || ' ' || (row_key ->> 'id') || ' ' || value AS line FROM pgmend.kept_values`,
  },
  'set-aside': {
    flags: ['--unmatched', 'set-aside'],
    leave: [
      `DELETE FROM orders WHERE ${orphan('buyer')} OR ${orphan('seller')}`,
      `DELETE FROM events WHERE ${orphan('person')}`,
      `DELETE FROM cards WHERE ${orphan('person')}`,
    ],
    due: `SELECT 'orders ' || id || ' ' || coalesce(buyer::text, '') AS line FROM orders WHERE ${orphan('buyer')} OR ${orphan('seller')} UNION ALL SELECT 'events ' || id || ' ' || person FROM events WHERE ${orphan('person')} UNION ALL SELECT 'cards ' || slot || ' ' || person FROM cards WHERE ${orphan('person')}`,
    kept: `SELECT table_name || ' ' || coalesce(content ->> 'id', content ->> 'slot') || ' ' || coalesce(content ->> 'buyer', content ->> 'person', '') AS line FROM pgmend.kept_rows`,
  },
} as const;

const linesOf = async (session: OwnSession, sql: string) =>
  (await session.query<{ line: string }>(sql)).rows.map((one) => one.line).sort();

describe.each(majors)('references to nothing beside new numbers, on PostgreSQL %i', (major) => {
  it.each(['keep', 'set-aside'] as const)(
    '%s: they end as in one transaction, under writes and through a crash, and come back',
    async (unmatched) => {
      const { flags, leave, due, kept } = ways[unmatched];
      const { server, target, session, close } = await databaseWith(major, setup);
      await session.query(unenforced);
      // A column that takes no NULL would be asked about.
      if (unmatched === 'keep') await session.query(`TRUNCATE cards`);
      const mayWrite = writes.filter(
        (one) => unmatched === 'set-aside' || !one(1).includes('cards'),
      );
      let over = false;
      const writers = [1, 2, 3].map((seed) =>
        write(server, target, mayWrite, seed + major, () => over),
      );
      const args = ['rekey', 'users.id', '--to', 'bigint', '--live', '--yes', ...flags];
      const running = await killAndResume(target, session, [...args, '--max-rate', '4000']);
      await sleep(1_500);
      over = true;
      for (const { failures, done } of await Promise.all(writers)) {
        expect(failures).toEqual([]);
        expect(done).toBeGreaterThan(50);
      }
      expect(running.child.exitCode, running.said()).toBeNull();
      const had = await rowsOf(session, null);
      const nowhere = await linesOf(session, due);
      expect(nowhere.length).toBeGreaterThan(100);
      await session.query('BEGIN');
      for (const sql of leave) await session.query(sql);
      const expected = await rowsOf(session, null);
      await session.query('ROLLBACK');
      const cut = await pgmend(target, ['cutover']);
      expect(cut.code, cut.stdout + cut.stderr).toBe(0);
      await running.ended;
      const { rows } = await session.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relname LIKE 'live_1_keys_%' AND relkind = 'r'`,
      );
      expect(await rowsOf(session, `pgmend.${rows[0]?.name}`)).toEqual(expected);
      expect(await linesOf(session, kept)).toEqual(nowhere);
      const shown = await pgmend(target, ['kept']);
      expect(shown.stdout).toContain(unmatched === 'keep' ? 'orders.buyer' : 'rows of orders');
      // Written since: a row whose value was kept, and one that is new.
      await session.query(`UPDATE orders SET note = 'since' WHERE id % 5 = 0`);
      await session.query(
        `INSERT INTO orders (id, buyer, note) SELECT 900000, id, 'late' FROM users WHERE name = 'u1'`,
      );
      const stayed = await session.query<{ id: number }>(
        `SELECT id FROM orders WHERE note = 'since'`,
      );
      const since = new Set(stayed.rows.map((one) => one.id));
      const back = await pgmend(target, ['undo', '--yes']);
      // What the keys were valid for before they are not any more: they say so, with everything back in its place.
      expect(back.code, back.stdout + back.stderr).toBe(1);
      expect(back.stderr).toContain('[not-valid]');
      expect(back.stderr).toContain('pgmend undo');
      expect(back.stderr).not.toContain('pgmend resume');
      const changed = had.map((table, at) =>
        at !== 1
          ? table
          : table
              .map((line) => {
                const row = JSON.parse(line) as { id: number; note: string };
                return JSON.stringify(since.has(row.id) ? { ...row, note: 'since' } : row);
              })
              .sort(),
      );
      const late = await session.query(
        `DELETE FROM orders WHERE id = 900000 AND buyer = md5('u1')::uuid`,
      );
      expect(late.rowCount).toBe(1);
      expect(await rowsOf(session, null)).toEqual(changed);
      for (const sql of [
        `DELETE FROM orders WHERE buyer NOT IN (SELECT id FROM users) OR seller NOT IN (SELECT id FROM users)`,
        `DELETE FROM cards WHERE person NOT IN (SELECT id FROM users)`,
        `DELETE FROM events WHERE person NOT IN (SELECT id FROM users)`,
      ])
        await session.query(sql);
      const ended = await pgmend(target, ['undo', '--yes']);
      expect(ended.code, ended.stdout + ended.stderr).toBe(0);
      await close();
    },
    240_000,
  );

  it('asks about a reference to nothing that comes meanwhile where there was none', async () => {
    const { target, session, close } = await databaseWith(major, [
      `CREATE TABLE users (id uuid PRIMARY KEY, name text)`,
      `CREATE TABLE notes (id integer PRIMARY KEY, author uuid REFERENCES users)`,
      `INSERT INTO users VALUES (md5('1')::uuid, 'one'), (md5('2')::uuid, 'two')`,
      `INSERT INTO notes VALUES (1, md5('1')::uuid), (2, md5('2')::uuid)`,
    ]);
    const args = ['rekey', 'users.id', '--to', 'bigint', '--live', '--yes'];
    const running = startPgmend(target, args);
    await Promise.race([
      until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`),
      running.ended,
    ]);
    expect(running.child.exitCode, running.said()).toBeNull();
    await session.query(unenforced);
    await session.query(`INSERT INTO notes VALUES (3, md5('3')::uuid), (4, md5('4')::uuid)`);
    // One key is gone from under its reference, one has come for it.
    await session.query(`DELETE FROM users WHERE name = 'two'`);
    await session.query(`INSERT INTO users VALUES (md5('4')::uuid, 'four')`);
    const asked = await pgmend(target, ['cutover']);
    expect(asked.code, asked.stdout + asked.stderr).toBe(3);
    expect(asked.stderr).toContain('2 values of notes.author came meanwhile and match nothing');
    await running.ended;
    const cut = await pgmend(target, ['cutover', '--unmatched', 'keep']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    const { rows } = await session.query(
      `SELECT n.id, u.name, n.author IS NULL AS none FROM notes AS n LEFT JOIN users AS u ON u.id = n.author ORDER BY n.id`,
    );
    expect(rows).toEqual([
      { id: 1, name: 'one', none: false },
      { id: 2, name: null, none: true },
      { id: 3, name: null, none: true },
      { id: 4, name: 'four', none: false },
    ]);
    expect(
      await linesOf(session, `SELECT row_key ->> 'id' AS line FROM pgmend.kept_values`),
    ).toEqual(['2', '3']);
    await close();
  }, 120_000);
});
