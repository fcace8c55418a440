import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/postgres/connect.ts';
import { databaseWith } from '../live/database-with.ts';
import { startPgmend } from '../live/start-pgmend.ts';
import { until } from '../live/until.ts';
import { majors } from '../servers/start-server.ts';

/** The index takes two seconds for each row, when its table is written anew. */
const setup = [
  `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
  `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
  `CREATE FUNCTION slow(int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(current_setting('test.slow', true)::float); RETURN true; END $$`,
  `CREATE TABLE bookings (id int PRIMARY KEY, person uuid)`,
  `CREATE INDEX slowly ON bookings (slow(id))`,
  `INSERT INTO bookings SELECT g, md5('p' || g % 20 + 1)::uuid FROM generate_series(1, 20) AS g`,
];
const begin = ['fix', '--all', '--map', 'bookings.person=people.code', '--yes', '--max-lock', '1h'];

const isSlow = `EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'pgmend' AND query LIKE 'ALTER TABLE%' AND state = 'active' AND query_start < clock_timestamp() - interval '300 ms')`;

async function atWork(major: number, args: readonly string[] = begin) {
  const made = await databaseWith(major, setup);
  await made.session.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET test.slow = 2', current_database()); END $$`,
  );
  const running = startPgmend(made.target, args);
  await until(made.session, isSlow);
  const typeNow = async () =>
    (await made.session.query(`SELECT pg_typeof(person)::text AS type FROM bookings LIMIT 1`)).rows;
  return { ...made, running, typeNow };
}

describe.each(majors)('a direct execution in the middle of its work, PostgreSQL %i', (major) => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'lets go of everything at a %s, and says so',
    async (signal) => {
      const { session, running, typeNow, close } = await atWork(major);
      running.child.kill(signal);
      expect(await running.ended, running.said()).toBe(1);
      expect(running.said()).toContain('It was stopped, and everything was rolled back. [stopped]');
      await session.query(`SET lock_timeout = '1s'`);
      expect(await typeNow()).toEqual([{ type: 'uuid' }]);
      await close();
    },
  );

  it.skipIf(major < 14)(
    'is ended by the server soon after a SIGKILL (the server of 13 cannot tell)',
    async () => {
      const { session, running, typeNow, close } = await atWork(major);
      running.child.kill('SIGKILL');
      await running.ended;
      for (let tries = 0; tries < 40; tries += 1) {
        await sleep(200);
        const { rows } = await session.query<{ there: boolean }>(`SELECT ${isSlow} AS there`);
        if (rows[0]?.there === false) break;
      }
      await session.query(`SET lock_timeout = '1s'`);
      expect(await typeNow()).toEqual([{ type: 'uuid' }]);
      await close();
    },
  );
});

describe.each(majors.filter((major) => major >= 14))(
  'what only looks, PostgreSQL %i (the server of 13 cannot tell that its client is gone)',
  (major) => {
    it('is ended by the server soon after a SIGKILL', async () => {
      const { target, session, close } = await databaseWith(major, [
        `CREATE TABLE people (id int PRIMARY KEY)`,
        `CREATE TABLE bookings (id int PRIMARY KEY, person text, CHECK (person <> ''))`,
        `INSERT INTO people VALUES (1)`,
        `INSERT INTO bookings VALUES (1, '1')`,
      ]);
      // One of its queries waits for this lock for 5 seconds, and so would the server without it.
      const other = await connect(target);
      await other.query('BEGIN');
      await other.query('LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE');
      const running = startPgmend(target, ['plan', '--all']);
      const waits = `SELECT FROM pg_stat_activity WHERE application_name = 'pgmend' AND datname = current_database() AND wait_event_type = 'Lock'`;
      await until(
        session,
        `EXISTS (${waits} AND query_start < clock_timestamp() - interval '1.2 s')`,
      );
      running.child.kill('SIGKILL');
      await running.ended;
      await sleep(2_000);
      expect((await session.query(waits)).rows).toEqual([]);
      await other.close();
      await close();
    });
  },
);
