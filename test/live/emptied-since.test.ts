import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  `CREATE TABLE people (id text PRIMARY KEY, name text UNIQUE)`,
  `INSERT INTO people SELECT md5(g::text), 'p' || g FROM generate_series(1, 20) AS g`,
  `CREATE TABLE cards (id int PRIMARY KEY, person text REFERENCES people ON DELETE SET NULL)`,
  `INSERT INTO cards SELECT g, md5(g::text) FROM generate_series(1, 10) AS g`,
];

describe.each(majors)('a reference that is emptied during the way back, PostgreSQL %i', (major) => {
  it('stays empty, although nothing led to its key before', async () => {
    const { server, target, session, close } = await databaseWith(major, setup);
    const live = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes', '--cutover', 'now'];
    const done = await pgmend(target, live);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    await session.query(
      `UPDATE cards SET person = (SELECT id FROM people WHERE name = 'p' || cards.id + 10) WHERE id < 5`,
    );
    const other = await server.session(target);
    await other.query('BEGIN');
    await other.query('SELECT FROM cards LIMIT 1');
    const undo = startPgmend(target, ['undo', '--yes']);
    await until(
      session,
      `EXISTS (SELECT FROM pg_locks WHERE relation = 'cards'::regclass AND NOT granted)`,
    );
    await other.query(`UPDATE cards SET person = NULL WHERE id = 1`);
    await other.query(`DELETE FROM people WHERE name = 'p12'`);
    await other.query('COMMIT');
    expect(await undo.ended, undo.said()).toBe(0);
    const { rows } = await session.query(
      `SELECT c.id, p.name, person AS key FROM cards AS c LEFT JOIN people AS p ON p.id = person WHERE c.id < 4 ORDER BY c.id`,
    );
    expect(rows).toEqual([
      { id: 1, name: null, key: null },
      { id: 2, name: null, key: null },
      { id: 3, name: 'p13', key: expect.any(String) },
    ]);
    await other.close();
    await close();
  });
});
