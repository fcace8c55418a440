import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

/** A role that looks into its own schema first, where equality and `text` are what it wants them to be. */
const setup = [
  `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
  `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
  `CREATE TABLE bookings (slot text PRIMARY KEY, number int UNIQUE, person uuid)`,
  `INSERT INTO bookings SELECT 's' || g, g, md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
  // A type whose cast to text is a function that looks for another one.
  `CREATE TYPE shade AS ENUM ('dark', 'pale', 'grey')`,
  `CREATE FUNCTION shade_text(shade) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN lower(enum_out($1)::pg_catalog.text); END $$`,
  `CREATE CAST (shade AS text) WITH FUNCTION shade_text(shade)`,
  `CREATE TABLE seats (shade shade PRIMARY KEY, person uuid)`,
  `INSERT INTO seats VALUES ('dark', md5('p1')::uuid), ('pale', md5('p2')::uuid)`,
  `CREATE SCHEMA trap`,
  `CREATE TABLE trap.caught (as_role name)`,
  `GRANT ALL ON trap.caught TO PUBLIC`,
  `CREATE FUNCTION trap.lies(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN INSERT INTO trap.caught VALUES (current_user); RETURN NOT $1 OPERATOR(pg_catalog.=) $2; END $$`,
  `CREATE OPERATOR trap.= (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.lies)`,
  `CREATE FUNCTION trap.lower(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO trap.caught VALUES (current_user); RETURN 'led astray'; END $$`,
  `CREATE DOMAIN trap.text AS pg_catalog.text CHECK (false)`,
  `DO $$ BEGIN CREATE ROLE trapper; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  `GRANT USAGE ON SCHEMA trap, public TO trapper`,
  `GRANT ALL ON people, bookings, seats TO trapper`,
];

describe.each(majors)('a writer with a search_path of its own, PostgreSQL %i', (major) => {
  it('leads nothing astray that writes its changes down', async () => {
    const { target, session, server, close } = await databaseWith(major, setup);
    const maps = ['bookings', 'seats'].flatMap((table) => ['--map', `${table}.person=people.code`]);
    const begin = ['fix', '--all', ...maps, '--yes', '--live', '--cutover', 'manual'];
    const running = startPgmend(target, begin);
    await until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    const writer = await server.session(target);
    const write = async (statements: readonly string[]) => {
      await writer.query(`SET ROLE trapper; SET search_path = trap, pg_catalog, public`);
      for (const sql of statements) await writer.query(sql);
      await writer.query(`RESET ROLE; RESET search_path`);
    };
    await write([
      `INSERT INTO bookings VALUES ('new', 101, md5('p1')::uuid)`,
      `UPDATE bookings SET slot = 'moved' WHERE number = 1`,
      `UPDATE bookings SET person = md5('p3')::uuid WHERE number = 2`,
      `DELETE FROM bookings WHERE number = 4`,
      `UPDATE seats SET shade = 'grey' WHERE person = md5('p2')::uuid`,
      `UPDATE people SET code = md5('other')::uuid WHERE id = 5`,
      `UPDATE bookings SET person = md5('other')::uuid WHERE number = 5`,
    ]);
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    expect(await running.ended, running.said()).toBe(0);
    const read = `SELECT slot, person FROM bookings WHERE number IN (1, 2, 3, 4, 5, 101) ORDER BY number`;
    expect((await session.query(read)).rows).toEqual([
      { slot: 'moved', person: 1 },
      { slot: 's2', person: 3 },
      { slot: 's3', person: 3 },
      { slot: 's5', person: 5 },
      { slot: 'new', person: 1 },
    ]);
    const seats = `SELECT enum_out(shade)::text AS shade, person FROM seats ORDER BY person`;
    expect((await session.query(seats)).rows).toEqual([
      { shade: 'dark', person: 1 },
      { shade: 'grey', person: 2 },
    ]);
    await write([
      `UPDATE bookings SET slot = 'again' WHERE number = 3`,
      `DELETE FROM bookings WHERE number = 101`,
    ]);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    const { rows } = await session.query(
      `SELECT slot, person = md5('p3')::uuid AS led FROM bookings WHERE number IN (3, 101)`,
    );
    expect(rows).toEqual([{ slot: 'again', led: true }]);
    expect((await session.query(`SELECT as_role FROM trap.caught`)).rows).toEqual([]);
    await writer.close();
    await close();
  });
});
