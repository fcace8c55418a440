import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/postgres/target.ts';
import { pgmend } from '../cases/pgmend.ts';
import { majors, type OwnSession } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { inSync } from './in-sync.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

async function passes(target: Target, args: readonly string[]): Promise<void> {
  const ended = await pgmend(target, args);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
}

async function found(session: OwnSession, sql: string): Promise<readonly unknown[]> {
  return (await session.query(sql)).rows;
}

describe.each(majors)('what is written past every trigger, on PostgreSQL %i', (major) => {
  it('every reference follows a column that is written anew, and values are looked up by', async () => {
    const { target, session, close } = await databaseWith(major, [
      `CREATE TABLE shifts (id int PRIMARY KEY, code text UNIQUE NOT NULL)`,
      `INSERT INTO shifts SELECT g, 'c' || g FROM generate_series(1, 20) AS g`,
      `CREATE TABLE visits (id int PRIMARY KEY, shift text)`,
      `INSERT INTO visits SELECT g, 'c' || g FROM generate_series(1, 20) AS g`,
    ]);
    const begin = ['fix', '--all', '--map', 'visits.shift=shifts.code', '--live', '--yes'];
    const running = startPgmend(target, [...begin, '--cutover', 'manual']);
    await until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    await session.query(`ALTER TABLE shifts ALTER COLUMN code TYPE text USING 'c' || (21 - id)`);
    await passes(target, ['cutover']);
    expect(await running.ended, running.said()).toBe(0);
    expect(await found(session, `SELECT FROM visits WHERE shift <> 21 - id`)).toEqual([]);
    await close();
  });

  it('rows that are written anew or while their partition is detached come over, and go back', async () => {
    const { target, session, running, close } = await inSync(major, [
      `CREATE TABLE people (id int PRIMARY KEY, name text)`,
      `INSERT INTO people SELECT g, 'p' || g FROM generate_series(1, 40) AS g`,
      `CREATE TABLE visits (id int, day int, person int REFERENCES people, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)`,
      `CREATE TABLE early PARTITION OF visits FOR VALUES FROM (0) TO (20)`,
      `CREATE TABLE late PARTITION OF visits FOR VALUES FROM (20) TO (90)`,
      `INSERT INTO visits SELECT g, g, g FROM generate_series(1, 40) AS g`,
    ]);
    const rows = `SELECT p.id::int, p.name, v.day, v.person::int FROM people AS p LEFT JOIN visits AS v ON v.person = p.id ORDER BY 1, 3`;
    const write = async () => {
      await session.query(
        `ALTER TABLE people ALTER COLUMN name TYPE text USING upper(name) || '!'`,
      );
      await session.query(`ALTER TABLE visits DETACH PARTITION late`);
      await session.query(`DELETE FROM late WHERE day = (SELECT max(day) FROM late)`);
      await session.query(`UPDATE late SET person = person - 1 WHERE day < 30`);
      await session.query(`ALTER TABLE visits ATTACH PARTITION late FOR VALUES FROM (20) TO (90)`);
    };
    await write();
    const before = await found(session, rows);
    await passes(target, ['cutover']);
    expect(await running.ended, running.said()).toBe(0);
    expect(await found(session, rows)).toEqual(before);
    await session.query(`ALTER TABLE people ALTER COLUMN name TYPE text USING lower(name)`);
    await session.query(`ALTER TABLE visits DETACH PARTITION late`);
    await session.query(`UPDATE late SET person = 7`);
    await session.query(`ALTER TABLE visits ATTACH PARTITION late FOR VALUES FROM (20) TO (90)`);
    const behind = await found(session, rows);
    await passes(target, ['undo', '--yes']);
    expect(await found(session, rows)).toEqual(behind);
    await close();
  });

  it('a column that is dropped and added again does not come back with what it held', async () => {
    const { target, session, running, close } = await inSync(major, [
      `CREATE TABLE people (id int PRIMARY KEY, secret text)`,
      `INSERT INTO people SELECT g, 'secret' FROM generate_series(1, 40) AS g`,
    ]);
    await session.query(`ALTER TABLE people DROP COLUMN secret`);
    await session.query(`ALTER TABLE people ADD COLUMN secret text`);
    await passes(target, ['cutover']);
    expect(await running.ended, running.said()).toBe(0);
    expect(await found(session, `SELECT FROM people WHERE secret IS NOT NULL`)).toEqual([]);
    await close();
  });
});
