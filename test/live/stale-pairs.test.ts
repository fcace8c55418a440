import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
  `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
  `CREATE TABLE bookings (id int PRIMARY KEY, person uuid)`,
  `INSERT INTO bookings SELECT g, md5('p' || (g % 20 + 1))::uuid FROM generate_series(1, 500) AS g`,
];

describe.each(majors)(
  'values that lead elsewhere than was written down, PostgreSQL %i',
  (major) => {
    it('are found by the proof, when what captures changes has missed one', async () => {
      const { target, session, close } = await databaseWith(major, setup);
      const begin = ['fix', '--all', '--map', 'bookings.person=people.code', '--yes', '--live'];
      // Long enough to copy that somebody can come between.
      const running = startPgmend(target, [...begin, '--max-rate', '250']);
      await until(session, `(SELECT phase = 'copying' FROM pgmend.live)`);
      await session.query(
        `CREATE OR REPLACE FUNCTION pgmend.live_1_look_1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
      );
      await session.query(`UPDATE people SET id = 100 WHERE id = 5`);
      expect(await running.ended, running.said()).toBe(1);
      expect(running.said()).toContain(
        'The proof failed: 1 value of bookings.person would become something else',
      );
      const { rows } = await session.query(
        `SELECT pg_typeof(person)::text AS type FROM bookings LIMIT 1`,
      );
      expect(rows).toEqual([{ type: 'uuid' }]);
      const back = await pgmend(target, ['undo', '--yes']);
      expect(back.code, back.stdout + back.stderr).toBe(0);
      await close();
    });
  },
);
