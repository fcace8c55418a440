import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';

const begin = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes', '--cutover', 'now'];

describe.each(majors)('an end behind the cut-over, on PostgreSQL %i', (major) => {
  it.each([['undo'], ['finish']])('%s says for whom it waits', async (command) => {
    const { server, target, session, close } = await databaseWith(major, [
      `CREATE TABLE people (id integer PRIMARY KEY)`,
      `INSERT INTO people SELECT generate_series(1, 100)`,
    ]);
    const mended = await pgmend(target, begin);
    expect(mended.code, mended.stdout + mended.stderr).toBe(0);
    const other = await server.session(target);
    await other.query(`SET application_name = 'a report'`);
    await other.query('BEGIN');
    await other.query('DELETE FROM people WHERE id = 7');
    const running = startPgmend(target, [command, '--yes']);
    const until = performance.now() + 20_000;
    while (!/in use by a report \(pid \d+\)/.test(running.said()) && performance.now() < until)
      await session.query('SELECT pg_sleep(0.1)');
    expect(running.said()).toMatch(/the tables are in use by a report \(pid \d+\) \(attempt 3\)/);
    await other.query('COMMIT');
    expect(await running.ended, running.said()).toBe(0);
    const { rows } = await session.query(
      `SELECT count(*)::int AS n, min(pg_typeof(id)::text) AS type FROM people`,
    );
    expect(rows).toEqual([{ n: 99, type: command === 'undo' ? 'integer' : 'bigint' }]);
    await other.close();
    await close();
  });
});
