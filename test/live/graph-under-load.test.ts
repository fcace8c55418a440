import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ServerError } from '../../src/postgres/server-error.ts';
import { pgmend } from '../cases/pgmend.ts';
import { readState } from '../cases/state.ts';
import { majors, type OwnSession, sharedServer } from '../servers/start-server.ts';
import { keyColumns, keyGraphByName, keyGraphSql } from './key-graph.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';
import { generator } from './writers.ts';

/** The key of a person, of whatever type it is; as `key-graph.ts` makes them. */
const user = (n: number) => `(SELECT id FROM public.users WHERE email = 'u${n}@x')`;

/** What an application may do to the graph; `n` is a number below 300, by which rows are chosen. */
const writes: readonly ((n: number) => readonly string[])[] = [
  // Keys go, and take what references them along.
  (n) => [
    `DELETE FROM users WHERE email = 'u${n}@x' AND NOT EXISTS (SELECT FROM members AS m WHERE m.user_id = users.id)`,
  ],
  (n) => [
    `UPDATE users SET referrer = nullif(${user(n)}, id), name = 'n${n % 100}' WHERE email = 'u${(n * 7) % 300}@x'`,
  ],
  (n) => [
    `INSERT INTO users (email, name) VALUES ('w${n}', 'w') ON CONFLICT (email) DO UPDATE SET referrer = EXCLUDED.referrer`,
  ],
  (n) => [
    `INSERT INTO orders (user_id, amount) SELECT id, ${n} FROM users ORDER BY id DESC LIMIT 2`,
    `UPDATE users SET last_order = (SELECT max(id) FROM orders WHERE user_id = users.id) WHERE email = 'w${n}'`,
  ],
  (n) => [`UPDATE orders SET user_id = ${user(n)} WHERE id = ${n * 9}`],
  // Composite keys, moved with what references them by a key that is looked at in the end.
  (n) => [
    `UPDATE members SET org = org + 10 WHERE user_id = ${user(n)}`,
    `UPDATE member_notes SET org = org + 10 WHERE user_id = ${user(n)}`,
  ],
  (n) => [
    `INSERT INTO members VALUES (${n % 9}, ${user(n)}, 'x') ON CONFLICT (org, user_id) DO UPDATE SET role = 'met'`,
  ],
  // From one partition to the other.
  (n) => [`UPDATE events SET at = DATE '2024-01-01' + ${n * 2} WHERE id = ${n * 5}`],
  (n) => [`UPDATE events SET user_id = NULL WHERE id = ${n * 4}`],
  (n) => [
    `INSERT INTO billing.accounts VALUES ('new', ${user(n)}, 0) ON CONFLICT DO NOTHING`,
    `UPDATE billing.accounts SET region = 'eu' WHERE region = 'new' AND user_id = ${user(n - 1)}`,
  ],
  (n) => [`INSERT INTO billing.entries (region, user_id, amount) VALUES ('new', ${user(n)}, 3)`],
  (n) =>
    n % 10 === 0
      ? [`TRUNCATE billing.entries`]
      : [`DELETE FROM billing.entries WHERE user_id = ${user(n)}`],
  (n) =>
    n % 60 === 0
      ? [`TRUNCATE pictures`]
      : [`INSERT INTO pictures VALUES (${user(n)}, 'p') ON CONFLICT DO NOTHING`],
  (n) => [`UPDATE profiles SET payload = '{"b":${n}}' WHERE user_id = ${user(n)}`],
  (n) => [`UPDATE profiles SET bio = repeat('${n}', 3000) WHERE user_id = ${user(n)}`],
  (n) => [`UPDATE friends SET other = one, one = other WHERE one = ${user(n)}`],
  (n) => [
    `INSERT INTO billing.invoices (customer, payer, text) VALUES (${user(n)}, ${user(n)}, 'w')`,
  ],
  (n) => [
    `INSERT INTO teams (owner_id) SELECT ${user(n)} WHERE NOT EXISTS (SELECT FROM teams WHERE owner_id = ${user(n)})`,
  ],
  // Two exchange what is unique in the end.
  (n) => [
    'SET CONSTRAINTS ALL DEFERRED',
    `UPDATE teams SET owner_id = CASE owner_id WHEN ${user(n % 50)} THEN ${user((n + 1) % 50)} ELSE ${user(n % 50)} END WHERE owner_id IN (${user(n % 50)}, ${user((n + 1) % 50)})`,
  ],
  (n) => [`UPDATE teams SET leader_id = ${user(n)} WHERE owner_id = ${user(n % 50)}`],
  (n) => ['SAVEPOINT a', `DELETE FROM orders WHERE user_id = ${user(n)}`, 'ROLLBACK TO a'],
];
/** What others may do to a write: keys that are gone, or there already, people who are, and who gives way. */
const expected = new Set(['23502', '23503', '23505', '40P01', '40001']);

async function byName(own: OwnSession): Promise<unknown> {
  const all: string[][] = [];
  for (const sql of keyGraphByName)
    all.push((await own.query(sql)).rows.map((row) => JSON.stringify(row)).sort());
  return all;
}

describe.each(majors)('the key graph under load, on PostgreSQL %i', (major) => {
  it.each(['bigint', 'uuid'])(
    'as %s holds at the cut-over, and on the way back, what it held',
    async (type) => {
      const server = await sharedServer(major);
      const target = await server.createDatabase();
      const session = await server.session(target);
      for (const sql of keyGraphSql(major)) await session.query(sql);
      const load = async (seed: number, stop: () => boolean) => {
        const own = await server.session(target);
        const roll = generator(seed);
        const failures: string[] = [];
        let done = 0;
        while (!stop()) {
          const n = Math.floor(roll() * 300);
          const statements = writes[Math.floor(roll() * writes.length)]?.(n) ?? [];
          await own.query(roll() < 0.2 ? 'BEGIN ISOLATION LEVEL REPEATABLE READ' : 'BEGIN');
          try {
            for (const sql of statements) await own.query(sql);
            await own.query(roll() < 0.1 ? 'ROLLBACK' : 'COMMIT');
            done += 1;
          } catch (error) {
            if (!(error instanceof ServerError)) throw error;
            if (!expected.has(error.sqlstate))
              failures.push(`${error.message}: ${statements.join('; ')}`);
            await own.query('ROLLBACK');
          }
        }
        await own.close();
        return { failures, done };
      };
      const under = async <T>(work: () => Promise<T>): Promise<T> => {
        let over = false;
        const loads = [1, 2, 3].map((seed) => load(seed + major, () => over));
        const result = await work().finally(() => {
          over = true;
        });
        for (const { failures, done } of await Promise.all(loads)) {
          expect(failures).toEqual([]);
          expect(done).toBeGreaterThan(20);
        }
        return result;
      };
      // Keys that are others are compared by whom they lead to.
      const rows = async (own: OwnSession) =>
        type === 'bigint' ? (await readState(own)).rows : byName(own);
      const live = ['rekey', 'users.id', '--to', type, '--live', '--yes', '--cutover', 'manual'];
      const running = await under(async () => {
        const started = startPgmend(target, live);
        const there = until(
          session,
          `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`,
        );
        await Promise.race([there, started.ended]).catch(() => {});
        expect(started.said()).toContain('catching up');
        expect(started.child.exitCode, started.said()).toBeNull();
        await there;
        return started;
      });
      const held = await rows(session);
      const cut = await pgmend(target, ['cutover']);
      expect(cut.code, cut.stdout + cut.stderr).toBe(0);
      await running.ended;
      expect((await session.query(keyColumns)).rows).toEqual([
        { tables: 12, columns: 16, types: type },
      ]);
      expect(await rows(session)).toEqual(held);
      await under(() => sleep(3_000));
      const since = await rows(session);
      expect(since).not.toEqual(held);
      const back = await pgmend(target, ['undo', '--yes']);
      expect(back.code, back.stdout + back.stderr).toBe(0);
      expect(await rows(session)).toEqual(since);
      const columns = await session.query(keyColumns);
      expect(columns.rows).toEqual([{ tables: 12, columns: 16, types: 'integer' }]);
      // And both at once, in the middle of it: no key leads nowhere.
      await under(async () => {
        const again = await pgmend(target, [...live.slice(0, -1), 'now']);
        expect(again.code, again.stdout + again.stderr).toBe(0);
        const undone = await pgmend(target, ['undo', '--yes']);
        expect(undone.code, undone.stdout + undone.stderr).toBe(0);
      });
      await session.close();
      await server.dropDatabase(target);
    },
    300_000,
  );

  it('a key whose text was written in another way is one row, there and back', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    for (const sql of [
      `CREATE TABLE people (id text PRIMARY KEY, name text)`,
      `INSERT INTO people SELECT CASE WHEN g % 2 = 0 THEN upper(md5(g::text)::uuid::text) ELSE md5(g::text)::uuid::text END, 'p' || g FROM generate_series(1, 200) AS g`,
      `CREATE TABLE bookings (id integer PRIMARY KEY, person text REFERENCES people)`,
      `INSERT INTO bookings SELECT g, p.id FROM generate_series(1, 400) AS g JOIN people AS p ON p.name = 'p' || (g % 200 + 1)`,
    ])
      await session.query(sql);
    const live = ['rekey', 'people.id', '--to', 'uuid', '--live', '--yes', '--cutover', 'now'];
    const done = await pgmend(target, live);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    await session.query(`UPDATE people SET name = 'x' || name WHERE name IN ('p2', 'p3')`);
    await session.query(
      `UPDATE bookings SET person = (SELECT id FROM people WHERE name = 'xp2') WHERE id IN (9, 10)`,
    );
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    const { rows } = await session.query(
      `SELECT (SELECT count(*)::int FROM people) AS people, (SELECT count(*)::int FROM people WHERE id = upper(id)) AS upper,
         (SELECT count(*)::int FROM bookings AS b JOIN people AS p ON p.id = b.person) AS bookings, (SELECT count(*)::int FROM bookings AS b JOIN people AS p ON p.id = b.person WHERE p.name = 'xp2') AS moved`,
    );
    expect(rows).toEqual([{ people: 200, upper: 100, bookings: 400, moved: 4 }]);
    await session.close();
    await server.dropDatabase(target);
  });
});
