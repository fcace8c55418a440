import { expect, it } from 'vitest';
import { withBriefLock } from '../../src/execute/live/with-brief-lock.ts';
import type { PgmendError } from '../../src/postgres/pgmend-error.ts';
import { majors, startServer } from '../servers/start-server.ts';

it('who holds the locks is named, prepared transactions too', async () => {
  const server = await startServer(majors.at(-1) ?? 18, {
    settings: { max_prepared_transactions: '5' },
  });
  const target = await server.createDatabase();
  const session = await server.session(target);
  const other = await server.session(target);
  const tables = [{ schema: 'public', name: 'visits' }];
  const lock = (mode: 'ACCESS EXCLUSIVE' | 'SHARE ROW EXCLUSIVE') =>
    withBriefLock(session, tables, mode, { attempt: 50, patience: 0 }, async () => 'got').catch(
      (error: PgmendError) => `${error.message} ${error.next}`,
    );
  for (const sql of [
    `CREATE TABLE visits (id integer, at date) PARTITION BY RANGE (at)`,
    `CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
  ])
    await session.query(sql);
  await other.query(`SET application_name = 'a report'`);
  await other.query('BEGIN');
  await other.query('SELECT count(*) FROM visits_1');
  const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  expect(await lock('SHARE ROW EXCLUSIVE')).toBe('got');
  expect(await lock('ACCESS EXCLUSIVE')).toContain(`held by a report (pid ${rows[0]?.pid}).`);
  await other.query(`INSERT INTO visits VALUES (1, '2024-05-05')`);
  await other.query(`PREPARE TRANSACTION 'half done'`);
  const said = await lock('SHARE ROW EXCLUSIVE');
  expect(said).toContain('held by the prepared transaction half done.');
  expect(said).toContain('ROLLBACK PREPARED');
  await other.query(`ROLLBACK PREPARED 'half done'`);
  expect(await lock('ACCESS EXCLUSIVE')).toBe('got');
  await other.close();
  await session.close();
  await server.stop();
});
