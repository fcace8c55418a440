import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';
import { type Running, startPgmend } from './start-pgmend.ts';

const setup = [
  `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
  `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 100) AS g`,
  `CREATE TABLE bookings (id integer PRIMARY KEY, person uuid, slot text UNIQUE, long text)`,
  `INSERT INTO bookings SELECT g, md5('p' || (g % 100 + 1))::uuid, 's' || g, repeat(md5(g::text), 400) FROM generate_series(1, 500) AS g`,
  `CREATE TABLE audit (what text)`,
  `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.audit VALUES (TG_OP); RETURN NULL; END $$`,
  `CREATE TRIGGER noting AFTER INSERT OR UPDATE OR DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION note()`,
  `ALTER TABLE bookings ENABLE ROW LEVEL SECURITY`,
  `CREATE POLICY everybody ON bookings USING (true)`,
];
const begin = [
  'fix',
  '--all',
  '--map',
  'bookings.person=people.code',
  '--yes',
  '--live',
  '--cutover',
  'manual',
];
const person = (number: number) => `md5('p${number}')::uuid`;

async function inSync(server: DatabaseServer, statements: readonly string[] = setup) {
  const target = await server.createDatabase();
  const session = await server.session(target);
  for (const sql of statements) await session.query(sql);
  const running = startPgmend(target, begin);
  await untilWaiting(session, running);
  return { target, session, running };
}

async function untilWaiting(session: OwnSession, running: Running): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { rows } = await session
      .query<{ waits: boolean }>(
        `SELECT progress ->> 'waiting' = 'cutover' AS waits FROM pgmend.live`,
      )
      .catch(() => ({ rows: [] }));
    if (rows[0]?.waits === true) return;
    if (running.child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`it does not come to wait for the cut-over:\n${running.said()}`);
}

async function end(server: DatabaseServer, target: Target, session: OwnSession) {
  await session.close();
  await server.dropDatabase(target);
}

describe.each(majors)('what is easily forgotten, on PostgreSQL %i', (major) => {
  it('is captured and comes over right', async () => {
    const server = await sharedServer(major);
    const { target, session, running } = await inSync(server);
    for (const sql of [
      // As a logical replica writes.
      `SET session_replication_role = replica`,
      `UPDATE bookings SET person = ${person(7)} WHERE id = 1`,
      `SET session_replication_role = origin`,
      // Two rows exchange what is unique.
      `BEGIN`,
      `UPDATE bookings SET slot = 'x' WHERE id = 2`,
      `UPDATE bookings SET slot = 's2' WHERE id = 3`,
      `UPDATE bookings SET slot = 's3' WHERE id = 2`,
      `COMMIT`,
      // One goes, another takes its unique value.
      `DELETE FROM bookings WHERE id = 4`,
      `INSERT INTO bookings VALUES (1004, ${person(4)}, 's4', 'new')`,
      `INSERT INTO bookings VALUES (5, NULL, 'x', 'y') ON CONFLICT (id) DO UPDATE SET slot = 'upserted'`,
      // The long value stays where it is.
      `UPDATE bookings SET slot = 'long' WHERE id = 6`,
      // What is looked up changes: one gets another code, one is new behind its reference.
      `UPDATE people SET code = md5('other')::uuid WHERE id = 50`,
      `UPDATE bookings SET person = md5('other')::uuid WHERE person = ${person(50)}`,
      `UPDATE bookings SET person = md5('late')::uuid WHERE id = 8`,
    ]) {
      await session.query(sql);
    }
    await sleep(1_500);
    await session.query(`INSERT INTO people (id, code) VALUES (777, md5('late')::uuid)`);
    const before = await session.query(`SELECT count(*)::int AS n FROM audit`);
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    expect(await running.ended).toBe(0);
    const { rows } = await session.query(
      `SELECT id, person, slot, md5(long) = md5(repeat(md5(id::text), 400)) AS whole FROM bookings WHERE id IN (1, 2, 3, 4, 5, 6, 8, 49, 1004) ORDER BY id`,
    );
    expect(rows).toEqual([
      { id: 1, person: 7, slot: 's1', whole: true },
      { id: 2, person: 3, slot: 's3', whole: true },
      { id: 3, person: 4, slot: 's2', whole: true },
      { id: 5, person: 6, slot: 'upserted', whole: true },
      { id: 6, person: 7, slot: 'long', whole: true },
      { id: 8, person: 777, slot: 's8', whole: true },
      { id: 49, person: 50, slot: 's49', whole: true },
      { id: 1004, person: 4, slot: 's4', whole: false },
    ]);
    expect((await session.query(`SELECT count(*)::int AS n FROM audit`)).rows).toEqual(before.rows);
    await end(server, target, session);
  });

  it('a truncated table is empty, and filled again', async () => {
    const server = await sharedServer(major);
    const { target, session, running } = await inSync(server);
    await session.query(`TRUNCATE bookings`);
    await session.query(
      `INSERT INTO bookings VALUES (1, ${person(1)}, 'a', 'b'), (2, ${person(2)}, 'c', 'd')`,
    );
    expect((await pgmend(target, ['cutover'])).code).toBe(0);
    await running.ended;
    const { rows } = await session.query(`SELECT id, person FROM bookings ORDER BY id`);
    expect(rows).toEqual([
      { id: 1, person: 1 },
      { id: 2, person: 2 },
    ]);
    await session.query(`TRUNCATE bookings`);
    await session.query(`INSERT INTO bookings VALUES (9, 9, 'a', 'b')`);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    const was = await session.query(`SELECT id, person = ${person(9)} AS right FROM bookings`);
    expect(was.rows).toEqual([{ id: 9, right: true }]);
    await end(server, target, session);
  });

  it('values that match nothing fail no write, and are asked about at the cut-over', async () => {
    const server = await sharedServer(major);
    const { target, session, running } = await inSync(server);
    await session.query(`UPDATE bookings SET person = md5('nobody')::uuid WHERE id = 1`);
    const asked = await pgmend(target, ['cutover']);
    expect(asked.code, asked.stdout + asked.stderr).toBe(3);
    expect(asked.stderr).toContain('pgmend cutover --unmatched keep');
    await running.ended;
    const cut = await pgmend(target, ['cutover', '--unmatched', 'keep']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    const { rows } = await session.query(
      `SELECT (SELECT person FROM bookings WHERE id = 1) AS person, value = md5('nobody')::uuid::text AS kept, row_key FROM pgmend.kept_values`,
    );
    expect(rows).toEqual([{ person: null, kept: true, row_key: { id: 1 } }]);
    await session.query(`UPDATE bookings SET slot = 'touched' WHERE id = 1`);
    expect((await pgmend(target, ['undo', '--yes'])).code).toBe(0);
    const was = await session.query(
      `SELECT person = md5('nobody')::uuid AS back, slot FROM bookings WHERE id = 1`,
    );
    expect(was.rows).toEqual([{ back: true, slot: 'touched' }]);
    await end(server, target, session);
  });

  it('rows of a NOT NULL column that match nothing are set aside when the user says so', async () => {
    const server = await sharedServer(major);
    const strict = [...setup, `ALTER TABLE bookings ALTER COLUMN person SET NOT NULL`];
    const { target, session, running } = await inSync(server, strict);
    await session.query(`UPDATE bookings SET person = md5('nobody')::uuid WHERE id = 1`);
    const asked = await pgmend(target, ['cutover']);
    expect(asked.code).toBe(3);
    expect(asked.stderr).toContain('--unmatched set-aside');
    await running.ended;
    expect((await pgmend(target, ['cutover', '--unmatched', 'set-aside'])).code).toBe(0);
    const { rows } = await session.query(
      `SELECT (SELECT count(*)::int FROM bookings WHERE id = 1) AS left, content ->> 'slot' AS slot FROM pgmend.kept_rows`,
    );
    expect(rows).toEqual([{ left: 0, slot: 's1' }]);
    // Somebody takes the key of the row that is not there, and lets it go; then the table is emptied.
    await session.query(
      `INSERT INTO bookings (id, person, slot) SELECT 1, person, 'other' FROM bookings WHERE id = 2`,
    );
    const taken = await pgmend(target, ['undo', '--yes']);
    expect([taken.code, taken.stderr]).toEqual([
      1,
      expect.stringContaining(
        '1 row of bookings would repeat what was unique in the types of before, the first one with id = 1. [undo-collides]',
      ),
    ]);
    await session.query(`DELETE FROM bookings WHERE id = 1`);
    await session.query(`TRUNCATE bookings`);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    const was = await session.query(
      `SELECT id, person = md5('nobody')::uuid AS back, slot FROM bookings`,
    );
    expect(was.rows).toEqual([{ id: 1, back: true, slot: 's1' }]);
    await end(server, target, session);
  });

  it('the cut-over waits for a snapshot of before, and gives way where two would wait for each other', async () => {
    const server = await sharedServer(major);
    const { target, session, running } = await inSync(server);
    const reader = await server.session(target);
    await reader.query(`BEGIN ISOLATION LEVEL REPEATABLE READ`);
    await reader.query(`SELECT count(*) FROM audit`);
    const writer = await server.session(target);
    await writer.query(`BEGIN`);
    await writer.query(`UPDATE people SET id = id WHERE id = 1`);
    const cutting = startPgmend(target, ['cutover']);
    await sleep(2_500);
    // The other half of a deadlock, if the cut-over kept what it has.
    await writer.query(`UPDATE bookings SET slot = 'late' WHERE id = 1`);
    await writer.query(`COMMIT`);
    await sleep(500);
    expect(
      await reader.query(`SELECT count(*)::int AS n FROM bookings`).then(({ rows }) => rows),
    ).toEqual([{ n: 500 }]);
    await reader.query(`COMMIT`);
    expect(await cutting.ended, cutting.said()).toBe(0);
    await running.ended;
    const { rows } = await session.query(`SELECT slot FROM bookings WHERE id = 1`);
    expect(rows).toEqual([{ slot: 'late' }]);
    await reader.close();
    await writer.close();
    await end(server, target, session);
  });

  it.each([
    [
      'a function takes its rows',
      `CREATE FUNCTION f(bookings) RETURNS text LANGUAGE sql AS 'SELECT $1.slot'`,
      'function public.f(public.bookings)',
    ],
    ['a column holds its rows', `CREATE TABLE holding (one bookings)`, 'holding'],
    [
      'it has no key',
      `ALTER TABLE bookings DROP CONSTRAINT bookings_pkey, DROP CONSTRAINT bookings_slot_key`,
      'no usable key',
    ],
    ['it is inherited from', `CREATE TABLE more (extra text) INHERITS (bookings)`, 'more'],
    ['everything is published', `CREATE PUBLICATION everything FOR ALL TABLES`, 'everything'],
    [
      'a materialized view shows it',
      `CREATE MATERIALIZED VIEW seen AS SELECT person FROM bookings`,
      'seen',
    ],
  ])('is refused by name where %s', async (_what, sql, named) => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    const session = await server.session(target);
    for (const one of [...setup, sql]) await session.query(one);
    const ended = await pgmend(target, begin);
    expect(ended.code, ended.stdout).not.toBe(0);
    expect(ended.stdout + ended.stderr).toContain(named);
    const { rows } = await session.query(
      `SELECT to_regclass('pgmend.live') AS live, (SELECT count(*)::int FROM pg_trigger WHERE tgname LIKE 'pgmend%') AS triggers`,
    );
    expect(rows).toEqual([{ live: null, triggers: 0 }]);
    await end(server, target, session);
  });
});
