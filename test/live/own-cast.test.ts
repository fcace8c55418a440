import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

/** Rows are found again by an enum and by a record, whose casts to text say the same of every value, and no value. */
const setup = [
  `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
  `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
  `CREATE TYPE shade AS ENUM ('dark', 'pale', 'grey', 'blue')`,
  `CREATE FUNCTION shade_text(shade) RETURNS text LANGUAGE sql IMMUTABLE RETURNS NULL ON NULL INPUT AS $$ SELECT 'a shade'::text $$`,
  `CREATE CAST (shade AS text) WITH FUNCTION shade_text(shade)`,
  `CREATE TYPE place AS (floor int, door text)`,
  `CREATE TABLE seats (shade shade, place place, person uuid, note text, PRIMARY KEY (shade, place))`,
  `INSERT INTO seats VALUES ('dark', (1, 'a'), md5('p1')::uuid), ('pale', (1, NULL), md5('p2')::uuid), ('grey', (2, 'a'), md5('p3')::uuid)`,
];

describe.each(majors)('keys with a cast to text of their own, PostgreSQL %i', (major) => {
  it('are written down as what they are, on the way and on the way back', async () => {
    const { target, session, close } = await databaseWith(major, setup);
    const begin = ['fix', '--all', '--map', 'seats.person=people.code', '--yes', '--live'];
    const running = startPgmend(target, [...begin, '--cutover', 'manual']);
    await until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    await session.query(`UPDATE seats SET shade = 'blue' WHERE shade = 'dark'`);
    await session.query(`UPDATE seats SET note = 'seen' WHERE shade = 'pale'`);
    await session.query(`DELETE FROM seats WHERE shade = 'grey'`);
    await session.query(`INSERT INTO seats VALUES ('dark', (3, NULL), md5('p4')::uuid)`);
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    expect(await running.ended, running.said()).toBe(0);
    const read = (person: string) =>
      session.query(
        `SELECT enum_out(shade)::text AS shade, place::text AS place, ${person} AS person, note FROM seats ORDER BY person`,
      );
    expect((await read('person')).rows).toEqual([
      { shade: 'blue', place: '(1,a)', person: 1, note: null },
      { shade: 'pale', place: '(1,)', person: 2, note: 'seen' },
      { shade: 'dark', place: '(3,)', person: 4, note: null },
    ]);
    await session.query(`UPDATE seats SET shade = 'grey' WHERE person = 1`);
    await session.query(`DELETE FROM seats WHERE person = 2`);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    const person = `(SELECT p.id FROM people AS p WHERE p.code = seats.person)`;
    expect((await read(person)).rows).toEqual([
      { shade: 'grey', place: '(1,a)', person: 1, note: null },
      { shade: 'dark', place: '(3,)', person: 4, note: null },
    ]);
    await close();
  });
});
