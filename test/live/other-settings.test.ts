import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

/** Keys that print differently in a session that has set so. */
const setup = [
  `CREATE TABLE shifts (id int PRIMARY KEY, day date UNIQUE NOT NULL)`,
  `INSERT INTO shifts SELECT g, date '2026-01-01' + g FROM generate_series(1, 40) AS g`,
  `CREATE TABLE visits (id int PRIMARY KEY, shift text)`,
  `INSERT INTO visits SELECT g, (date '2026-01-01' + g)::text FROM generate_series(1, 40) AS g`,
  `CREATE TABLE scales (id int PRIMARY KEY, load float8 UNIQUE NOT NULL)`,
  `INSERT INTO scales SELECT g, 0.1 + g / 1e13 FROM generate_series(1, 40) AS g`,
  `CREATE TABLE weights (id int PRIMARY KEY, scale text)`,
  `INSERT INTO weights SELECT id, load::text FROM scales`,
];

describe.each(majors)('a writer with other settings of output, PostgreSQL %i', (major) => {
  it('changes what values are looked up by, and every reference follows', async () => {
    const { target, session, server, close } = await databaseWith(major, setup);
    const maps = ['visits.shift=shifts.day', 'weights.scale=scales.load'];
    const begin = ['fix', '--all', ...maps.flatMap((one) => ['--map', one])];
    const running = startPgmend(target, [...begin, '--yes', '--live', '--cutover', 'manual']);
    await until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    const writer = await server.session(target);
    await writer.query(`SET DateStyle = 'German'; SET extra_float_digits = -10`);
    // Two days change places; two weights that print alike do, too.
    for (const [table, column] of [
      ['shifts', 'day'],
      ['scales', 'load'],
    ]) {
      await writer.query(
        `BEGIN; CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT id, ${column} AS value FROM ${table} WHERE id IN (2, 3); ` +
          `DELETE FROM ${table} WHERE id IN (2, 3); INSERT INTO ${table} SELECT 5 - id, value FROM kept; COMMIT`,
      );
    }
    await writer.query(`UPDATE shifts SET id = 400 WHERE id = 4`);
    await writer.query(`UPDATE scales SET id = 400 WHERE id = 4`);
    await writer.close();
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    expect(await running.ended, running.said()).toBe(0);
    const { rows } = await session.query(
      `SELECT v.id, v.shift, w.scale FROM visits AS v JOIN weights AS w USING (id) WHERE v.id <= 5 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { id: 1, shift: 1, scale: 1 },
      { id: 2, shift: 3, scale: 3 },
      { id: 3, shift: 2, scale: 2 },
      { id: 4, shift: 400, scale: 400 },
      { id: 5, shift: 5, scale: 5 },
    ]);
    await close();
  });
});
