import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors, type OwnSession, type Server, startServer } from '../servers/start-server.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  `CREATE TABLE people (id integer PRIMARY KEY, name text)`,
  `CREATE TABLE bookings (id integer PRIMARY KEY, person integer REFERENCES people, note text)`,
];
const rows = [
  `INSERT INTO people SELECT g, 'p' || g FROM generate_series(1, 100) AS g`,
  `INSERT INTO bookings SELECT g, g % 100 + 1, 'old' FROM generate_series(1, 500) AS g`,
];

describe.each(majors)('logical replication, on PostgreSQL %i', (major) => {
  let publisher: Server;
  let subscriber: Server;
  beforeAll(async () => {
    const settings = { wal_level: 'logical', wal_receiver_status_interval: '1' };
    publisher = await startServer(major, { settings });
    subscriber = await startServer(major, { settings: { wal_retrieve_retry_interval: '200ms' } });
  });
  afterAll(async () => {
    await subscriber.stop();
    await publisher.stop();
  });

  async function pair(tables: readonly string[] = setup) {
    const [source, copy] = [await publisher.createDatabase(), await subscriber.createDatabase()];
    const from = await publisher.session(source);
    const to = await subscriber.session(copy);
    for (const sql of [...tables, ...rows, `CREATE PUBLICATION changes FOR TABLE people, bookings`])
      await from.query(sql);
    for (const sql of tables) await to.query(sql);
    const { host, port, user, password, database } = source;
    const subscribe = async () => {
      await to.query(
        `CREATE SUBSCRIPTION theirs CONNECTION 'host=${host} port=${port} user=${user} password=${password} dbname=${database}' PUBLICATION changes`,
      );
      await until(to, `(SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel)`);
    };
    await subscribe();
    await until(to, `(SELECT count(*) = 500 FROM bookings)`);
    const close = async () => {
      await to.query(`DROP SUBSCRIPTION theirs`);
      await to.close();
      await from.close();
    };
    return { source, copy, from, to, subscribe, close };
  }
  const sums = async (session: OwnSession) =>
    (
      await session.query(
        `SELECT count(*)::int AS n, sum(id)::text AS ids, sum(person)::text AS persons, md5(string_agg(note, ',' ORDER BY id)) AS notes FROM bookings`,
      )
    ).rows;

  it('a subscriber gets every change across the cut-over and back, and is told of beforehand', async () => {
    const { source, from, to, close } = await pair();
    const live = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes'];
    const done = await pgmend(source, live);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(done.stdout).toContain('The logical slot theirs decodes the WAL of the copies');
    const published = `SELECT string_agg(tablename, ' ' ORDER BY 1) AS names FROM pg_publication_tables WHERE pubname = 'changes'`;
    expect((await from.query(published)).rows).toEqual([{ names: 'bookings people' }]);
    // What both types express arrives as it is.
    await from.query(`UPDATE bookings SET note = 'after', person = 7 WHERE id <= 20`);
    await from.query(`INSERT INTO bookings VALUES (1000, 3, 'new')`);
    await from.query(`DELETE FROM bookings WHERE id = 30`);
    await until(to, `EXISTS (SELECT FROM bookings WHERE id = 1000)`);
    await until(to, `NOT EXISTS (SELECT FROM bookings WHERE id = 30)`);
    expect(await sums(to)).toEqual(await sums(from));
    // What its type does not express waits at the slot, and comes once the subscriber has the new type.
    await from.query(`INSERT INTO people VALUES (3000000000, 'far')`);
    await from.query(`INSERT INTO bookings VALUES (1001, 3000000000, 'far')`);
    await sleep(1_000);
    await to.query(`ALTER TABLE bookings ALTER COLUMN person TYPE bigint`);
    await to.query(`ALTER TABLE people ALTER COLUMN id TYPE bigint`);
    await until(to, `EXISTS (SELECT FROM bookings WHERE id = 1001)`);
    expect(await sums(to)).toEqual(await sums(from));
    await from.query(`DELETE FROM bookings WHERE id = 1001`);
    await from.query(`DELETE FROM people WHERE id = 3000000000`);
    const back = await pgmend(source, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    await from.query(`INSERT INTO bookings VALUES (1002, 5, 'back')`);
    await until(to, `EXISTS (SELECT FROM bookings WHERE id = 1002)`);
    expect(await sums(to)).toEqual(await sums(from));
    await close();
  });

  it('a table that a subscription fills is refused: it would stay with the old one', async () => {
    const { copy, to, close } = await pair();
    const live = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes'];
    const refused = await pgmend(copy, live);
    expect(refused.code).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain('is filled by the subscription');
    expect((await to.query(`SELECT to_regclass('pgmend.live') AS live`)).rows).toEqual([
      { live: null },
    ]);
    await close();
  });

  it('for a type that does not compare the subscriber is disabled over the cut-over, as the guide says', async () => {
    const { source, from, to, close } = await pair([
      `CREATE TABLE people (id integer PRIMARY KEY, name text)`,
      `CREATE TABLE bookings (id integer PRIMARY KEY, person text, note text)`,
    ]);
    const all = async (session: OwnSession) =>
      (await session.query(`SELECT id, person, note FROM bookings ORDER BY id`)).rows;
    const waiting = startPgmend(source, [
      ...['fix', '--all', '--live', '--yes', '--cutover', 'manual'],
    ]);
    await until(from, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    await from.query(`INSERT INTO bookings VALUES (1000, '11', 'before')`);
    await to.query(`ALTER SUBSCRIPTION theirs DISABLE`);
    await from.query(`UPDATE bookings SET person = '12', note = 'between' WHERE id <= 20`);
    const cut = await pgmend(source, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    await waiting.ended;
    await from.query(`UPDATE bookings SET person = 13, note = 'behind' WHERE id BETWEEN 10 AND 30`);
    await from.query(`INSERT INTO bookings VALUES (1001, 14, 'behind')`);
    await from.query(`DELETE FROM bookings WHERE id = 40`);
    await to.query(`ALTER TABLE bookings ALTER COLUMN person TYPE integer USING person::integer`);
    await to.query(`ALTER SUBSCRIPTION theirs ENABLE`);
    await until(to, `NOT EXISTS (SELECT FROM bookings WHERE id = 40)`);
    expect(await all(to)).toEqual(await all(from));
    expect((await all(to)).slice(0, 1)).toEqual([{ id: 1, person: 12, note: 'between' }]);
    await close();
  });

  it('where the keys themselves change, it copies them anew, as the guide says', async () => {
    const { source, from, to, subscribe, close } = await pair();
    const all = async (session: OwnSession) =>
      (
        await session.query(
          `SELECT b.id, b.note, b.person, p.name FROM bookings AS b LEFT JOIN people AS p ON p.id = b.person ORDER BY 1`,
        )
      ).rows;
    const live = ['rekey', 'people.id', '--to', 'uuid', '--live', '--yes'];
    const waiting = startPgmend(source, live);
    await until(from, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    await to.query(`ALTER SUBSCRIPTION theirs DISABLE`);
    const cut = await pgmend(source, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    await waiting.ended;
    await from.query(
      `INSERT INTO bookings SELECT 1000, id, 'behind' FROM people WHERE name = 'p7'`,
    );
    for (const sql of [
      `DROP SUBSCRIPTION theirs`,
      `TRUNCATE people, bookings`,
      `ALTER TABLE bookings DROP CONSTRAINT bookings_person_fkey`,
      `ALTER TABLE people ALTER COLUMN id TYPE uuid USING NULL`,
      `ALTER TABLE bookings ALTER COLUMN person TYPE uuid USING NULL`,
      `ALTER TABLE bookings ADD FOREIGN KEY (person) REFERENCES people`,
    ])
      await to.query(sql);
    await subscribe();
    await from.query(`UPDATE bookings SET note = 'later' WHERE id = 1`);
    await until(to, `EXISTS (SELECT FROM bookings WHERE note = 'later')`);
    expect(await all(to)).toEqual(await all(from));
    expect(await all(to)).toHaveLength(501);
    await close();
  });
});
