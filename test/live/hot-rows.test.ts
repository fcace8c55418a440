import { describe, expect, it } from 'vitest';
import { majors } from '../servers/start-server.ts';
import { inSync } from './in-sync.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  'CREATE TABLE people (id int PRIMARY KEY, visits int NOT NULL)',
  'INSERT INTO people SELECT g, 0 FROM generate_series(1, 100) AS g',
];

describe.each(majors)('rows that are written again and again, PostgreSQL %i', (major) => {
  it('leave nothing of their log for the locks of the cut-over', async () => {
    const { target, session, running, close } = await inSync(major, setup);
    running.child.kill('SIGKILL');
    await running.ended;
    await session.query(
      `DO $$ BEGIN FOR i IN 1..30000 LOOP UPDATE people SET visits = visits + 1 WHERE id = i % 100 + 1; END LOOP; END $$`,
    );
    const log = `(SELECT count(*)::int FROM pgmend.live_1_t1_log)`;
    expect((await session.query(`SELECT ${log} AS n`)).rows).toEqual([{ n: 30_000 }]);
    await session.query('BEGIN; SELECT FROM people');
    const cutting = startPgmend(target, ['cutover', '--json']);
    // What wants the locks comes behind what has been caught up.
    await until(
      session,
      `EXISTS (SELECT FROM pg_locks WHERE relation = 'people'::regclass AND NOT granted)`,
    );
    expect((await session.query(`SELECT ${log} AS n`)).rows).toEqual([{ n: 0 }]);
    await session.query('COMMIT');
    expect(await cutting.ended, cutting.said()).toBe(0);
    const { rows } = await session.query('SELECT sum(visits)::int AS visits FROM people');
    expect(rows).toEqual([{ visits: 30_000 }]);
    await close();
  });
});
