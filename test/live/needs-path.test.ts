import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

const setup = (body: string) => [
  `CREATE FUNCTION louder(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(x)'`,
  `CREATE FUNCTION shown(x text) RETURNS text IMMUTABLE ${body}`,
  `CREATE TABLE people (id serial PRIMARY KEY, name text, shown text GENERATED ALWAYS AS (shown(name)) STORED)`,
  `INSERT INTO people (name) SELECT 'p' || g FROM generate_series(1, 20) AS g`,
];

describe.each(majors)('a function that needs a search path, PostgreSQL %i', (major) => {
  it.each([
    `LANGUAGE plpgsql AS 'BEGIN RETURN louder(x); END'`,
    `LANGUAGE sql AS 'SELECT louder(x)'`,
  ])('is named, and copying goes on once it has one: %s', async (body) => {
    const { target, session, close } = await databaseWith(major, setup(body));
    const live = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes', '--cutover', 'now'];
    const stopped = await pgmend(target, live);
    expect(stopped.code, stopped.stdout + stopped.stderr).toBe(1);
    expect(stopped.stderr).toMatch(/louder\(text\) does not exist[\s\S]*function [^ ]*shown/);
    expect(stopped.stderr).toMatch(
      /ALTER FUNCTION[\s\S]*live-needs-path|live-needs-path[\s\S]*ALTER FUNCTION/,
    );
    await session.query(`ALTER FUNCTION shown(text) SET search_path = public`);
    const resumed = await pgmend(target, ['resume']);
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    await session.query(`UPDATE people SET name = 'x' WHERE id = 1`);
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    const { rows } = await session.query(`SELECT shown FROM people WHERE id < 3 ORDER BY id`);
    expect(rows).toEqual([{ shown: 'X' }, { shown: 'P2' }]);
    await close();
  });
});
