import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { inSync } from './in-sync.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  `CREATE TABLE people (id integer PRIMARY KEY, name text)`,
  `INSERT INTO people SELECT g, 'p' || g FROM generate_series(1, 100) AS g`,
  `CREATE TABLE bookings (id integer PRIMARY KEY, person integer REFERENCES people, slot text UNIQUE)`,
  `INSERT INTO bookings SELECT g, g % 100 + 1, 's' || g FROM generate_series(1, 2000) AS g`,
];

describe.each(majors)('others at the same tables, on PostgreSQL %i', (major) => {
  it('rows that were written while triggers were disabled or gone come over, and go back', async () => {
    const { target, session, running, close } = await inSync(major, setup);
    const wild = (note: string) => [
      // As loads and fixtures do it.
      `BEGIN`,
      `ALTER TABLE bookings DISABLE TRIGGER ALL`,
      `UPDATE bookings SET slot = '${note}' || id WHERE id <= 10`,
      `DELETE FROM bookings WHERE id = 11`,
      `INSERT INTO bookings VALUES (11, 5, '${note}11')`,
      `ALTER TABLE bookings ENABLE TRIGGER ALL`,
      `COMMIT`,
    ];
    for (const sql of wild('first ')) await session.query(sql);
    const { rows } = await session.query<{ name: string }>(
      `SELECT quote_ident(tgname) AS name FROM pg_trigger WHERE tgrelid = 'people'::regclass AND tgname LIKE 'pgmend%rows'`,
    );
    await session.query(`DROP TRIGGER ${rows[0]?.name} ON people`);
    await session.query(`UPDATE people SET name = 'unseen' WHERE id = 3`);
    const cut = await pgmend(target, ['cutover']);
    expect(cut.code, cut.stdout + cut.stderr).toBe(0);
    await running.ended;
    expect(running.said() + cut.stdout).toMatch(/capture changes of bookings .*laid again/);
    expect(running.said() + cut.stdout).toMatch(/capture changes of people .*laid again/);
    const counted = (note: string) =>
      session.query(
        `SELECT (SELECT count(*)::int FROM bookings WHERE slot = '${note}' || id) AS bookings, (SELECT count(*)::int FROM bookings) AS rows, ` +
          `(SELECT name FROM people WHERE id = 3) AS name`,
      );
    expect((await counted('first ')).rows).toEqual([{ bookings: 11, rows: 2000, name: 'unseen' }]);
    for (const sql of wild('second ')) await session.query(sql);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    expect((await counted('second ')).rows).toEqual([{ bookings: 11, rows: 2000, name: 'unseen' }]);
    await close();
  });

  it.each([
    // Both let everybody read meanwhile, so that the look at the schema finds the one of before.
    ['index', `CREATE INDEX theirs ON bookings (person, slot)`],
    [
      'trigger',
      `CREATE TRIGGER theirs BEFORE UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
    ],
  ])('the %s that comes while the cut-over waits for its locks stops it', async (_what, ddl) => {
    const { server, target, session, running, close } = await inSync(major, setup);
    const other = await server.session(target);
    await other.query('BEGIN');
    await other.query(ddl);
    const cutting = startPgmend(target, ['cutover']);
    await until(
      session,
      `EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' AND relation = 'bookings'::regclass)`,
    );
    await other.query('COMMIT');
    const code = await cutting.ended;
    await running.ended;
    expect(code, cutting.said()).toBe(1);
    expect(cutting.said()).toContain('changed-since');
    const { rows } = await session.query(
      `SELECT (SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = 'id') AS type, ` +
        `(SELECT count(*)::int FROM pg_class WHERE relname = 'theirs') + (SELECT count(*)::int FROM pg_trigger WHERE tgname = 'theirs' AND tgrelid = 'bookings'::regclass) AS there`,
    );
    expect(rows).toEqual([{ type: 'integer', there: 1 }]);
    await other.close();
    await close();
  });
});
