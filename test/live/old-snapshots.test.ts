import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ServerError } from '../../src/postgres/server-error.ts';
import { majors, type OwnSession } from '../servers/start-server.ts';
import { inSync } from './in-sync.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  `CREATE TABLE people (id integer PRIMARY KEY)`,
  `INSERT INTO people SELECT generate_series(1, 100)`,
  `CREATE TABLE bookings (id integer PRIMARY KEY, person integer REFERENCES people, note text)`,
  `INSERT INTO bookings SELECT g, g % 100 + 1, 'old' FROM generate_series(1, 500) AS g`,
  `CREATE TABLE elsewhere (id integer)`,
  // The cut-over has its locks for a second: whoever comes in it has a snapshot of before.
  `CREATE FUNCTION dawdle() RETURNS event_trigger LANGUAGE plpgsql AS $$
   BEGIN IF current_query() LIKE '%RENAME TO%' AND current_setting('application_name') LIKE 'pgmend%' AND NOT coalesce(current_setting('own.slept', true), '') = txid_current()::text
     THEN PERFORM set_config('own.slept', txid_current()::text, true); PERFORM pg_sleep(1); END IF; END $$`,
  `CREATE EVENT TRIGGER dawdling ON ddl_command_start WHEN TAG IN ('ALTER INDEX', 'ALTER TABLE') EXECUTE FUNCTION dawdle()`,
];
const waits = `EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' AND relation = 'bookings'::regclass)`;
const has = `EXISTS (SELECT FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) WHERE l.granted AND l.mode = 'AccessExclusiveLock' AND l.relation = 'bookings'::regclass AND a.wait_event = 'PgSleep')`;

describe.each(majors)('snapshots of before the cut-over, on PostgreSQL %i', (major) => {
  /** A row that comes too late for the last turn, and a transaction that sees it and waits for the table. */
  async function writeAcross(
    session: OwnSession,
    open: () => Promise<OwnSession>,
    command: () => ReturnType<typeof startPgmend>,
    id: number,
  ) {
    const late = await open();
    await late.query('BEGIN');
    await late.query(`INSERT INTO bookings VALUES (${id}, 1, 'late')`);
    const cutting = command();
    await until(session, waits);
    await late.query('COMMIT');
    await until(session, has);
    const writer = await open();
    await writer.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const written = await writer
      .query(`UPDATE bookings SET note = 'written' WHERE id = ${id}`)
      .then(
        ({ rowCount }) => rowCount,
        (error: ServerError) => error.sqlstate,
      );
    await writer.query('COMMIT').catch(() => {});
    await writer.close();
    await late.close();
    expect(await cutting.ended, cutting.said()).toBe(0);
    return written;
  }

  it('a REPEATABLE READ write that waits for the cut-over is to be tried again, and never lost', async () => {
    const { server, target, session, running, close } = await inSync(major, setup);
    const open = () => server.session(target);
    const written = await writeAcross(session, open, () => startPgmend(target, ['cutover']), 901);
    await running.ended;
    expect(written).toBe('40001');
    await session.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
    const again = await session.query(`UPDATE bookings SET note = 'written' WHERE id = 901`);
    await session.query('COMMIT');
    expect(again.rowCount).toBe(1);
    const undo = () => startPgmend(target, ['undo', '--yes']);
    expect(await writeAcross(session, open, undo, 902)).toBe('40001');
    const { rows } = await session.query(
      `SELECT (SELECT array_agg(note ORDER BY id) FROM bookings WHERE id > 900) AS notes, (SELECT count(*)::int FROM pg_trigger WHERE tgname LIKE 'pgmend%') AS triggers`,
    );
    expect(rows).toEqual([{ notes: ['written', 'late'], triggers: 0 }]);
    await close();
  });

  it('one that is at a long statement elsewhere is waited for, and named', async () => {
    const { server, target, session, running, close } = await inSync(major, setup);
    const reader = await server.session(target);
    await reader.query(`SET application_name = 'a report'`);
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT count(*) FROM elsewhere');
    await session.query(`INSERT INTO bookings VALUES (901, 1, 'later than its snapshot')`);
    const busy = reader.query('SELECT pg_sleep(7)');
    await sleep(1_100);
    const cutting = startPgmend(target, ['cutover']);
    await busy;
    expect(cutting.said()).toContain('the tables are in use');
    const { rows } = await reader.query(`SELECT count(*)::int AS n FROM bookings`);
    expect(rows).toEqual([{ n: 500 }]);
    await reader.query('COMMIT');
    await reader.close();
    expect(await cutting.ended, cutting.said()).toBe(0);
    await running.ended;
    expect((await session.query(`SELECT count(*)::int AS n FROM bookings`)).rows).toEqual([
      { n: 501 },
    ]);
    await close();
  });
});
