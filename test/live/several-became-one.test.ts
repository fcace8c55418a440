import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

/** Each user has two uuids of before, and both stand in the keys of visits. */
const setup = (type: string) => [
  `CREATE TABLE users (id serial PRIMARY KEY, username text UNIQUE NOT NULL)`,
  `INSERT INTO users (username) SELECT 'u' || g FROM generate_series(1, 20) AS g`,
  `CREATE TABLE users_backup (id uuid PRIMARY KEY, username text NOT NULL)`,
  `INSERT INTO users_backup SELECT md5(h || g)::uuid, 'u' || g FROM generate_series(1, 20) AS g, (VALUES ('a'), ('b')) AS h(h)`,
  `CREATE TABLE visits ("userId" ${type} NOT NULL, day int, note text, PRIMARY KEY ("userId", day))`,
  `INSERT INTO visits SELECT CAST(md5(h || g)::uuid AS ${type.replace(/ COLLATE .*/, '')}), day, h || g FROM generate_series(1, 20) AS g, (VALUES ('a', 1), ('b', 2)) AS h(h, day)`,
];
const map = (column: string) => [
  '--map',
  `visits.${column}=users_backup.id:username=users.username`,
];
const begin = ['fix', '--all', ...map('userId'), '--yes', '--live', '--cutover', 'now'];
const rows = `SELECT "userId"::text AS id, day, note FROM visits ORDER BY note, day`;
const everything = [
  `UPDATE visits SET note = note || '!' WHERE "userId" < 10`,
  `UPDATE visits SET day = day + 4 WHERE "userId" = 4`,
  `DELETE FROM visits WHERE "userId" IN (2, 12)`,
  `DELETE FROM visits WHERE "userId" = 13 AND day = 2`,
  `INSERT INTO visits VALUES (13, 2, 'b13 again'), (14, 3, 'new')`,
];

describe.each(majors)('values that have become one, in a key, PostgreSQL %i', (major) => {
  it.each([
    ['nothing', 'uuid', []],
    ['everything', 'uuid', everything],
    ['everything', 'varchar(36) COLLATE "C"', everything],
  ])('are each what they were again, when %s was written since: %s', async (_, type, writes) => {
    const { target, session, close } = await databaseWith(major, setup(type));
    const mended = await pgmend(target, begin);
    expect(mended.code, mended.stdout + mended.stderr).toBe(0);
    for (const sql of writes) await session.query(sql);
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    const { rows: now } = await session.query<{ id: string; day: number; note: string }>(rows);
    const { rows: wrong } = await session.query(
      `SELECT * FROM visits WHERE day < 3 AND note NOT LIKE '%again' AND "userId"::text <> md5(rtrim(note, '!'))::uuid::text`,
    );
    expect(wrong).toEqual([]);
    const left = now.map((one) => `${one.note} ${one.day}`);
    const expected = [1, 2].flatMap((day) =>
      Array.from({ length: 20 }, (_, at) => at + 1).flatMap((g) => {
        const name = `${day === 1 ? 'a' : 'b'}${g}`;
        if (writes.length === 0) return [`${name} ${day}`];
        if (g === 2 || g === 12) return [];
        if (name === 'b13') return ['b13 again 2'];
        return [`${name}${g < 10 ? '!' : ''} ${g === 4 ? day + 4 : day}`];
      }),
    );
    if (writes.length > 0) expected.push('new 3');
    expect(left.sort()).toEqual(expected.sort());
    await close();
  });

  it('bring a row back that was set aside beside one that has come under the same key', async () => {
    const { target, session, close } = await databaseWith(major, [
      ...setup('uuid'),
      `ALTER TABLE visits ADD COLUMN user_id uuid NOT NULL DEFAULT md5('a3')::uuid`,
      `INSERT INTO visits VALUES (md5('b1')::uuid, 5, 'of nobody', md5('nobody')::uuid)`,
    ]);
    const before = await session.query(rows);
    const wishes = [
      ...map('user_id'),
      '--unmatched',
      'set-aside',
      '--choose',
      'visits.user_id=drop-default',
    ];
    const mended = await pgmend(target, [...begin, ...wishes]);
    expect(mended.code, mended.stdout + mended.stderr).toBe(0);
    await session.query(`INSERT INTO visits VALUES (1, 5, 'since', 3)`);
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    const { rows: now } = await session.query<{ note: string }>(rows);
    expect(now.filter(({ note }) => note !== 'since')).toEqual(before.rows);
    // The first of both uuids, by themselves.
    expect(now.filter(({ note }) => note === 'since')).toEqual([
      { id: '8a8bb7cd-343a-a2ad-99b7-d762030857a2', day: 5, note: 'since' },
    ]);
    await close();
  });
});
