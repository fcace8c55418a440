import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

const setup = [
  `CREATE TABLE people (id int PRIMARY KEY, name text)`,
  `INSERT INTO people SELECT g, 'p' || g FROM generate_series(1, 10) AS g`,
  `INSERT INTO people VALUES (11, NULL)`,
];
const begin = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes'];

describe.each(majors)('rows that break what is NOT VALID, on PostgreSQL %i', (major) => {
  it('a check is named, and it goes on once they are put right', async () => {
    const { target, session, close } = await databaseWith(major, [
      ...setup,
      `ALTER TABLE people ADD CONSTRAINT named CHECK (name IS NOT NULL) NOT VALID`,
    ]);
    const ended = await pgmend(target, begin);
    expect(ended.code, ended.stdout).toBe(1);
    expect(ended.stderr).toMatch(/breaks the check named .*\(11, null\)[\s\S]*live-breaks-check/);
    await session.query(`UPDATE people SET name = 'p11' WHERE id = 11`);
    const resumed = await pgmend(target, ['resume']);
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    const { rows } = await session.query(
      `SELECT pg_typeof(id)::text AS type, count(*)::int AS n FROM people WHERE name IS NOT NULL GROUP BY 1`,
    );
    expect(rows).toEqual([{ type: 'bigint', n: 11 }]);
    await close();
  });

  it.runIf(major >= 18)(
    'a NOT NULL is refused beforehand (it can be NOT VALID from 18 on)',
    async () => {
      const { target, session, close } = await databaseWith(major, [
        ...setup,
        `ALTER TABLE people ADD CONSTRAINT named NOT NULL name NOT VALID`,
      ]);
      const ended = await pgmend(target, begin);
      expect(ended.code, ended.stdout).not.toBe(0);
      expect(ended.stdout + ended.stderr).toContain('The NOT NULL constraint named of people');
      const { rows } = await session.query(`SELECT to_regclass('pgmend.live') AS live`);
      expect(rows).toEqual([{ live: null }]);
      await close();
    },
  );
});
