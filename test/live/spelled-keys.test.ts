import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { inSync } from './in-sync.ts';

/** Rows whose keys are the same although they are written in different ways. */
const setup = [
  `CREATE TABLE people (id int PRIMARY KEY, name text)`,
  `INSERT INTO people SELECT g, 'p' || g FROM generate_series(1, 10) AS g`,
  `CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
  `CREATE TABLE words (word text COLLATE caseless PRIMARY KEY, person int REFERENCES people, said int)`,
  `INSERT INTO words SELECT 'word' || g, g, 0 FROM generate_series(1, 10) AS g`,
  `CREATE TABLE sizes (size numeric PRIMARY KEY, person int REFERENCES people, said int)`,
  `INSERT INTO sizes SELECT g, g, 0 FROM generate_series(1, 10) AS g`,
];
const rows = `SELECT word AS key, person::int, said FROM words UNION ALL SELECT size::text, person::int, said FROM sizes ORDER BY 1`;

describe.each(majors)('keys that are spelled anew, on PostgreSQL %i', (major) => {
  it('stay one row in the copy, and on the way back', async () => {
    const { target, session, running, close } = await inSync(major, setup);
    const write = async () => {
      await session.query(`UPDATE words SET word = upper(word), said = said + 1 WHERE person < 4`);
      await session.query(`DELETE FROM words WHERE person = 5`);
      await session.query(`INSERT INTO words VALUES ('wORD5', 5, 7)`);
      await session.query(`UPDATE sizes SET size = size + 0.0, said = said + 1 WHERE person < 4`);
      await session.query(`UPDATE words SET word = lower(word) WHERE person = 3`);
    };
    await write();
    const before = await session.query(rows);
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    expect(await running.ended, running.said()).toBe(0);
    expect((await session.query(rows)).rows).toEqual(before.rows);
    await write();
    const behind = await session.query(rows);
    const undo = await pgmend(target, ['undo', '--yes']);
    expect(undo.code, undo.stdout + undo.stderr).toBe(0);
    expect((await session.query(rows)).rows).toEqual(behind.rows);
    await close();
  });
});
