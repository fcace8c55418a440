import { describe, expect, it } from 'vitest';
import { definitionMark } from '../../src/execute/live/definition-mark.ts';
import { readLiveRuns } from '../../src/execute/live/live-journal.ts';
import { lockedTables } from '../../src/execute/live/live-locks.ts';
import { shadowSql } from '../../src/execute/live/live-sql.ts';
import { refuseUnseen } from '../../src/execute/live/refuse-unseen.ts';
import { withBriefLock } from '../../src/execute/live/with-brief-lock.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { inSync } from './in-sync.ts';
import { until } from './until.ts';

const tables = ['first', 'second', 'third'].map((name) => ({ schema: 'public', name }));
const setup = tables.map(({ name }) => `CREATE TABLE ${name} (id integer PRIMARY KEY, body text)`);

describe.each(majors)('a brief lock, on PostgreSQL %i', (major) => {
  it('is got at once, though whoever writes comes to the tables in another order', async () => {
    const { server, target, session, close } = await databaseWith(major, setup);
    const writer = await server.session(target);
    let over = false;
    const writing = (async () => {
      while (!over) {
        await writer.query('BEGIN');
        for (const name of ['third', 'second', 'first']) {
          await writer.query(`DELETE FROM ${name}`);
          await writer.query('SELECT pg_sleep(0.004)');
        }
        await writer.query('COMMIT');
      }
    })();
    let retries = 0;
    const lock = { attempt: 500, patience: 60_000, onRetry: () => (retries += 1) };
    for (let at = 0; at < 10; at += 1) {
      await withBriefLock(session, tables, 'ACCESS EXCLUSIVE', lock, async () => {});
      await session.query('SELECT pg_sleep(0.02)');
    }
    over = true;
    await writing;
    expect(retries).toBeLessThan(5);
    await writer.close();
    await close();
  });

  it('waits for who only takes long, and gives up in time', async () => {
    const { server, target, session, close } = await databaseWith(major, setup);
    const other = await server.session(target);
    const lock = (attempt: number) =>
      withBriefLock(
        session,
        tables,
        'ACCESS EXCLUSIVE',
        { attempt, patience: 0 },
        async () => 'got',
      );
    await other.query('BEGIN');
    await other.query('DELETE FROM second');
    const ends = other.query('SELECT pg_sleep(0.3)').then(() => other.query('COMMIT'));
    await expect(lock(100)).rejects.toMatchObject({ code: 'lock-not-got' });
    expect(await lock(3_000)).toBe('got');
    await ends;
    const { rows } = await session.query<{ limit: string }>('SHOW lock_timeout');
    expect(rows).toEqual([{ lock_timeout: '0' }]);
    await other.close();
    await close();
  });

  it('comes for tables as they were defined, whatever happens to their rows', async () => {
    const { session, close } = await databaseWith(major, setup);
    const mark = () => definitionMark(session, tables);
    let before = await mark();
    for (const sql of [
      `INSERT INTO first SELECT g, repeat(md5(g::text), 300) FROM generate_series(1, 1000) AS g`,
      'ANALYZE first',
      'VACUUM first',
      'TRUNCATE first',
    ]) {
      await session.query(sql);
      expect(await mark(), sql).toBe(before);
    }
    for (const sql of [
      'ALTER TABLE first SET (fillfactor = 50)',
      'GRANT SELECT ON second TO public',
      'ALTER TABLE third ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE third REPLICA IDENTITY FULL',
      'ALTER TABLE first ADD COLUMN note text',
      `COMMENT ON TABLE first IS 'a'`,
      'CREATE INDEX ON second (id)',
      'ALTER TABLE third RENAME TO fourth',
    ]) {
      await session.query(sql);
      const after = await mark();
      expect(after, sql).not.toBe(before);
      before = after;
    }
    await close();
  });

  it('is not kept for long where a large table was emptied behind the last look', async () => {
    const { session, running, close } = await inSync(major, [
      `CREATE TABLE people (id integer PRIMARY KEY)`,
      `INSERT INTO people VALUES (1)`,
      `CREATE TABLE bookings (id integer PRIMARY KEY, person integer REFERENCES people)`,
      `INSERT INTO bookings SELECT g, 1 FROM generate_series(1, 6000) AS g`,
    ]);
    const [live] = await readLiveRuns(session, 'pgmend');
    const bookings = live?.design.tables.find((one) => one.table.name === 'bookings');
    if (live === undefined || bookings === undefined) throw new TypeError('nothing is in sync');
    const named = lockedTables(live.design);
    const mark = await definitionMark(session, named);
    const emptied = async () => {
      await session.query('BEGIN');
      await session.query('TRUNCATE bookings');
      await session.query('INSERT INTO bookings VALUES (1, 1)');
      const code = await refuseUnseen(session, live.design, named, mark, false).then(
        () => 'goes on',
        (error) => error.code,
      );
      await session.query('ROLLBACK');
      return code;
    };
    expect(await emptied()).toBe('emptied-meanwhile');
    await session.query('DELETE FROM bookings WHERE id > 100');
    await until(session, `(SELECT count(*) = 100 FROM ${shadowSql(live.design, bookings)})`);
    expect(await emptied()).toBe('goes on');
    running.child.kill('SIGKILL');
    await running.ended;
    await close();
  });
});
