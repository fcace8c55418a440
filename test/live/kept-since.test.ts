import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

const setup = [
  `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
  `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 20) AS g`,
  `CREATE TABLE bookings (id int PRIMARY KEY, person uuid)`,
  `INSERT INTO bookings SELECT g, md5('p' || g)::uuid FROM generate_series(1, 25) AS g`,
];
const begin = ['fix', '--all', '--map', 'bookings.person=people.code', '--yes', '--live'];

describe.each(majors)('values that matched nothing, PostgreSQL %i', (major) => {
  it('stay kept behind an undo where no row has them again', async () => {
    const { target, session, close } = await databaseWith(major, setup);
    const mended = await pgmend(target, [...begin, '--cutover', 'now']);
    expect(mended.code, mended.stdout + mended.stderr).toBe(0);
    await session.query(`UPDATE bookings SET id = id + 100 WHERE id = 23`);
    await session.query(`UPDATE bookings SET person = 3 WHERE id = 24`);
    await session.query(`DELETE FROM bookings WHERE id = 25`);
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    expect(undone.stdout + undone.stderr).toContain('3 values that matched nothing are not back');
    const { rows } = await session.query(
      `SELECT (row_key ->> 'id')::int AS id, value = md5('p' || (row_key ->> 'id'))::uuid::text AS own, restored IS NOT NULL AS restored, b.person::text = value AS back
         FROM pgmend.kept_values AS k LEFT JOIN bookings AS b ON b.id = (row_key ->> 'id')::int ORDER BY 1`,
    );
    expect(rows).toEqual([
      { id: 21, own: true, restored: true, back: true },
      { id: 22, own: true, restored: true, back: true },
      { id: 23, own: true, restored: false, back: null },
      { id: 24, own: true, restored: false, back: false },
      { id: 25, own: true, restored: false, back: null },
    ]);
    await close();
  });
});
