import { describe, expect, it } from 'vitest';
import { definitionMark } from '../../src/execute/live/definition-mark.ts';
import { withBriefLock } from '../../src/execute/live/with-brief-lock.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

const tables = ['first', 'second', 'third'].map((name) => ({ schema: 'public', name }));
const setup = tables.map(({ name }) => `CREATE TABLE ${name} (id integer PRIMARY KEY)`);

describe.each(majors)('a brief lock, on PostgreSQL %i', (major) => {
  it('is got at the first attempt, though every writer comes to the tables in another order', async () => {
    const { server, target, session, close } = await databaseWith(major, setup);
    const writer = await server.session(target);
    let over = false;
    let written = 0;
    const writing = (async () => {
      while (!over) {
        await writer.query('BEGIN');
        for (const name of ['third', 'second', 'first']) {
          await writer.query(`DELETE FROM ${name}`);
          await writer.query('SELECT pg_sleep(0.004)');
        }
        await writer.query('COMMIT');
        written += 1;
      }
    })();
    const got: string[] = [];
    for (let at = 0; at < 10; at += 1) {
      const before = written;
      const once = { attempt: 1_000, patience: 0 };
      const work = async () => 'got';
      got.push(await withBriefLock(session, tables, 'ACCESS EXCLUSIVE', once, work).catch(String));
      while (written < before + 2) await session.query('SELECT pg_sleep(0.002)');
    }
    over = true;
    await writing;
    expect(got).toEqual(Array(10).fill('got'));
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
      'INSERT INTO first SELECT generate_series(1, 10000)',
      'ANALYZE first',
      'VACUUM first',
      'TRUNCATE first',
      'VACUUM FULL second',
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
});
