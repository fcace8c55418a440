import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState } from '../cases/state.ts';
import { majors, type OwnSession } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const rekey = ['rekey', 'users.id', '--to', 'bigint', '--yes'];
const users = [
  `CREATE TABLE users (id integer PRIMARY KEY)`,
  `INSERT INTO users SELECT generate_series(1, 200)`,
];
/** Every key but `code` is looked at in the end. */
const seats = [
  `CREATE TABLE seats (id integer NOT NULL, code text NOT NULL UNIQUE, user_id integer NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED, place integer,
     CONSTRAINT seat_id PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT seat_user UNIQUE (user_id) DEFERRABLE, CONSTRAINT seat_place UNIQUE (place, user_id) DEFERRABLE INITIALLY DEFERRED)`,
  `COMMENT ON CONSTRAINT seat_user ON seats IS 'one each'`,
  `COMMENT ON INDEX seat_place IS 'where'`,
  `INSERT INTO seats SELECT g, 'c' || g, g, g % 7 FROM generate_series(1, 100) AS g`,
];

describe.each(majors)('deferrable keys, on PostgreSQL %i', (major) => {
  const fresh = (statements: readonly string[]) => databaseWith(major, statements);
  /** Without the triggers that capture what an undo would need. */
  const objectsOf = async (session: OwnSession) =>
    Object.entries((await readState(session)).objects).filter(
      ([name]) => !name.includes('.pgmend_live_'),
    );
  const seatsOf = async (session: OwnSession) =>
    (await session.query(`SELECT code, id::text, user_id::text, place FROM seats ORDER BY code`))
      .rows;
  /** Two rows have one key until it is committed, or until the statement ends. */
  const exchange = async (session: OwnSession, one: number, other: number) => {
    const { rows } = await session.query<{ id: string }>(
      `SELECT id::text FROM seats WHERE code = 'c${one}'`,
    );
    for (const sql of [
      'BEGIN',
      `UPDATE seats SET id = (SELECT id FROM seats WHERE code = 'c${other}') WHERE code = 'c${one}'`,
      `UPDATE seats SET id = ${rows[0]?.id} WHERE code = 'c${other}'`,
      `UPDATE seats AS s SET user_id = o.user_id, place = o.place FROM seats AS o WHERE (s.code, o.code) IN (('c${one}', 'c${other}'), ('c${other}', 'c${one}'))`,
      'COMMIT',
    ])
      await session.query(sql);
  };

  it('are what they were, in the copy and on the way back, while rows exchange them', async () => {
    const live = await fresh([...users, ...seats]);
    const direct = await fresh([...users, ...seats]);
    const before = await objectsOf(live.session);
    const straight = await pgmend(direct.target, rekey);
    expect(straight.code, straight.stderr).toBe(0);
    const running = startPgmend(live.target, [...rekey, '--live', '--cutover', 'manual']);
    await until(live.session, `(SELECT phase = 'catching-up' FROM pgmend.live)`);
    for (let at = 1; at < 60; at += 2) await exchange(live.session, at, at + 1);
    await until(live.session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    for (let at = 2; at < 50; at += 2) await exchange(live.session, at, at + 1);
    const written = await seatsOf(live.session);
    const cut = await pgmend(live.target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    expect(await running.ended, running.said()).toBe(0);
    expect(await seatsOf(live.session)).toEqual(written);
    expect(await objectsOf(live.session)).toEqual(await objectsOf(direct.session));
    for (let at = 1; at < 90; at += 1) await exchange(live.session, at, at + 7);
    const since = await seatsOf(live.session);
    const back = await pgmend(live.target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    expect(await seatsOf(live.session)).toEqual(since);
    expect(await objectsOf(live.session)).toEqual(before);
    await live.close();
    await direct.close();
  });

  it.each([
    [
      'the only key of a table',
      `CREATE TABLE seats (user_id integer REFERENCES users, CONSTRAINT seat_id PRIMARY KEY (user_id) DEFERRABLE)`,
      'seats has no usable key',
    ],
    [
      'one of a partitioned table',
      `CREATE TABLE seats (id integer PRIMARY KEY, user_id integer REFERENCES users, CONSTRAINT seat_user UNIQUE (id, user_id) DEFERRABLE) PARTITION BY RANGE (id)`,
      'The key seat_user of the partitioned table seats is DEFERRABLE',
    ],
    [
      'an exclusion constraint',
      `CREATE TABLE seats (id integer PRIMARY KEY, user_id integer REFERENCES users, CONSTRAINT seat_user EXCLUDE (user_id WITH =) DEFERRABLE)`,
      'The exclusion constraint seat_user is DEFERRABLE',
    ],
  ])('are refused beforehand where they are %s', async (_, sql, reason) => {
    const { target, session, close } = await fresh([...users, sql]);
    const refused = await pgmend(target, [...rekey, '--live']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(reason)]);
    expect(refused.stderr).toContain('live-impossible');
    const { rows } = await session.query(`SELECT to_regclass('pgmend.live') IS NULL AS nothing`);
    expect(rows).toEqual([{ nothing: true }]);
    const direct = await pgmend(target, rekey);
    expect(direct.code, direct.stderr).toBe(0);
    await close();
  });
});
