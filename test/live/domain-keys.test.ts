import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { inSync } from './in-sync.ts';

/** Keys whose domain refuses NULL, one of them that gets another type. */
const setup = [
  `CREATE DOMAIN number AS int NOT NULL`,
  `CREATE DOMAIN positive AS number CHECK (VALUE > 0)`,
  `CREATE DOMAIN code AS char(4) CHECK (VALUE IS NOT NULL)`,
  `CREATE TABLE people (id positive PRIMARY KEY, name text)`,
  `INSERT INTO people SELECT g, 'p' || g FROM generate_series(1, 20) AS g`,
  `CREATE TABLE tasks (no positive, kind code, person int REFERENCES people, PRIMARY KEY (no, kind))`,
  `INSERT INTO tasks SELECT g, 'a' || g, g FROM generate_series(1, 20) AS g`,
];
const rows = `SELECT p.id::int, p.name, t.no::int, t.kind::text FROM people AS p LEFT JOIN tasks AS t ON t.person = p.id ORDER BY 1, 3`;

describe.each(majors)('keys of a domain, on PostgreSQL %i', (major) => {
  it('hinder no TRUNCATE, and what is written comes over and goes back', async () => {
    const { target, session, running, close } = await inSync(major, setup);
    await session.query(`UPDATE tasks SET no = no + 100, kind = 'z' WHERE no < 4`);
    await session.query(`TRUNCATE tasks`);
    await session.query(`INSERT INTO tasks VALUES (7, 'b', 5), (8, 'c', 6)`);
    await session.query(`UPDATE people SET id = 50 WHERE id = 9`);
    const before = await session.query(rows);
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    expect(await running.ended, running.said()).toBe(0);
    expect((await session.query(rows)).rows).toEqual(before.rows);
    await session.query(`TRUNCATE people CASCADE`);
    await session.query(`INSERT INTO people VALUES (5, 'five')`);
    await session.query(`INSERT INTO tasks VALUES (9, 'd', 5)`);
    const behind = await session.query(rows);
    const undo = await pgmend(target, ['undo', '--yes']);
    expect(undo.code, undo.stdout + undo.stderr).toBe(0);
    expect((await session.query(rows)).rows).toEqual(behind.rows);
    await close();
  });
});
