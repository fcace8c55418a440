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
  it('leave nothing of their log for the locks of the cut-over, nor for those of the way back', async () => {
    const { target, session, running, close } = await inSync(major, setup);
    running.child.kill('SIGKILL');
    await running.ended;
    for (const [command, log, visits] of [
      ['cutover', 'live_1_t1_log', 12_000],
      ['undo', 'live_1_t1_since', 24_000],
    ] as const) {
      await session.query(
        `DO $$ BEGIN FOR i IN 1..12000 LOOP UPDATE people SET visits = visits + 1 WHERE id = i % 100 + 1; END LOOP; END $$`,
      );
      const left = `SELECT count(*)::int AS n FROM pgmend.${log}`;
      expect((await session.query(left)).rows).toEqual([{ n: 12_000 }]);
      await session.query('BEGIN; SELECT FROM people');
      const ending = startPgmend(target, command === 'undo' ? ['undo', '--yes'] : [command]);
      // What wants the locks comes behind what has been caught up.
      await until(
        session,
        `EXISTS (SELECT FROM pg_locks WHERE relation = 'people'::regclass AND NOT granted)`,
      );
      expect((await session.query(left)).rows).toEqual([{ n: 0 }]);
      await session.query('COMMIT');
      expect(await ending.ended, ending.said()).toBe(0);
      const { rows } = await session.query('SELECT sum(visits)::int AS visits FROM people');
      expect(rows).toEqual([{ visits }]);
    }
    await close();
  });
});
