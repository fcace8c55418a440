import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState } from '../cases/state.ts';
import { majors, type OwnSession } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  `CREATE TABLE people (id integer PRIMARY KEY, name text)`,
  `INSERT INTO people SELECT g, 'p' || g FROM generate_series(1, 100) AS g`,
  `CREATE TABLE bookings (id integer PRIMARY KEY, person integer REFERENCES people, slot text)`,
  `INSERT INTO bookings SELECT g, g % 100 + 1, 's' || g FROM generate_series(1, 500) AS g`,
  `CREATE TABLE visits (id integer, person integer REFERENCES people, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)`,
  `CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
  `INSERT INTO visits SELECT g, g % 100 + 1, DATE '2024-02-02' FROM generate_series(1, 500) AS g`,
  `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
];
const live = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes'];

/** What somebody lays on the tables behind the cut-over, what takes it back by hand, and what the refusal names. */
const refused: readonly (readonly [string, string, string])[] = [
  [`GRANT SELECT ON bookings TO PUBLIC`, `REVOKE SELECT ON bookings FROM PUBLIC`, 'bookings'],
  [
    `GRANT SELECT (slot) ON bookings TO PUBLIC`,
    `REVOKE SELECT (slot) ON bookings FROM PUBLIC`,
    'bookings.slot',
  ],
  [`COMMENT ON TABLE bookings IS 'new'`, `COMMENT ON TABLE bookings IS NULL`, 'bookings'],
  [
    `COMMENT ON COLUMN bookings.slot IS 'new'`,
    `COMMENT ON COLUMN bookings.slot IS NULL`,
    'bookings.slot',
  ],
  [`CREATE INDEX theirs ON bookings (slot)`, `DROP INDEX theirs`, 'bookings'],
  [
    `ALTER TABLE bookings ADD CONSTRAINT longer CHECK (slot <> '')`,
    `ALTER TABLE bookings DROP CONSTRAINT longer`,
    'longer',
  ],
  [
    `ALTER TABLE bookings ALTER COLUMN slot SET DEFAULT 'x'`,
    `ALTER TABLE bookings ALTER COLUMN slot DROP DEFAULT`,
    'bookings.slot',
  ],
  [
    `ALTER TABLE bookings ALTER COLUMN slot SET NOT NULL`,
    `ALTER TABLE bookings ALTER COLUMN slot DROP NOT NULL`,
    'bookings.slot',
  ],
  [
    `ALTER TABLE bookings ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE bookings DISABLE ROW LEVEL SECURITY`,
    'bookings',
  ],
  [
    `ALTER TABLE bookings SET (fillfactor = 70)`,
    `ALTER TABLE bookings RESET (fillfactor)`,
    'bookings',
  ],
  [
    `ALTER TABLE bookings REPLICA IDENTITY FULL`,
    `ALTER TABLE bookings REPLICA IDENTITY DEFAULT`,
    'bookings',
  ],
  [`CREATE STATISTICS theirs ON id, slot FROM bookings`, `DROP STATISTICS theirs`, 'theirs'],
  [
    `ALTER TABLE bookings ADD COLUMN more text`,
    `ALTER TABLE bookings DROP COLUMN more`,
    'bookings',
  ],
  [
    `CREATE TABLE visits_2 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`,
    `DROP TABLE visits_2`,
    'visits_2 has become a partition of visits',
  ],
];
/** What comes along: it is laid on the tables of before. */
const kept = [
  `CREATE TRIGGER theirs BEFORE UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION note()`,
  `CREATE POLICY theirs ON bookings USING (slot <> 'hidden')`,
  `CREATE VIEW theirs AS SELECT slot FROM bookings`,
  `CREATE RULE theirs AS ON DELETE TO bookings WHERE OLD.slot = 'kept' DO INSTEAD NOTHING`,
  `CREATE PUBLICATION theirs FOR TABLE bookings`,
  `CREATE TABLE stamps (id integer PRIMARY KEY, booking integer REFERENCES bookings)`,
];

describe.each(majors)('what was laid on the tables since, on PostgreSQL %i', (major) => {
  const fresh = () => databaseWith(major, setup);
  const objects = async (session: OwnSession) =>
    Object.fromEntries(
      Object.entries((await readState(session)).objects).filter(
        ([name]) => !name.includes('.pgmend_live_'),
      ),
    );

  it('undo refuses what the tables of before do not have, by name, and brings the rest along', async () => {
    const { target, session, close } = await fresh();
    const before = await objects(session);
    const done = await pgmend(target, live);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    for (const [sql, takenBack, name] of refused) {
      await session.query(sql);
      const said = await objects(session);
      const undo = await pgmend(target, ['undo', '--yes']);
      expect([sql, undo.code], undo.stdout + undo.stderr).toEqual([sql, 1]);
      expect(undo.stderr, sql).toContain('changed-since');
      expect(undo.stderr, sql).toContain(name);
      expect(await objects(session), sql).toEqual(said);
      await session.query(takenBack);
    }
    for (const sql of kept) await session.query(sql);
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    const after = await objects(session);
    const news = Object.keys(after).filter((name) => !(name in before));
    for (const word of ['trigger', 'policy', 'view', 'rule', 'publication', 'constraint'])
      expect(
        news.some((name) => name.startsWith(word)),
        word,
      ).toBe(true);
    expect(Object.fromEntries(Object.entries(after).filter(([name]) => name in before))).toEqual(
      before,
    );
    await close();
  });

  it('a partition that is attached while it is kept in sync ends it by name, and an undo is clean', async () => {
    const { target, session, close } = await fresh();
    const running = startPgmend(target, [...live, '--cutover', 'manual']);
    await until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`);
    await session.query(
      // With its columns in another order, and constraints and a default of its own.
      `CREATE TABLE visits_2 (at date NOT NULL, id integer NOT NULL, person integer DEFAULT 7)`,
    );
    await session.query(`INSERT INTO visits_2 (id, at) VALUES (901, '2025-03-03')`);
    await session.query(
      `ALTER TABLE visits ATTACH PARTITION visits_2 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`,
    );
    await session.query(`INSERT INTO visits VALUES (902, 2, '2025-03-03')`);
    expect(await running.ended).toBe(1);
    expect(running.said()).toContain('changed-since');
    expect(running.said()).toContain('visits_2');
    expect(running.said()).toContain('pgmend undo');
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    expect((await session.query(`SELECT count(*)::int AS n FROM visits`)).rows).toEqual([
      { n: 502 },
    ]);
    const part = `SELECT array_agg(attname::text ORDER BY attnum) AS columns FROM pg_attribute WHERE attrelid = 'visits_2'::regclass AND attnum > 0`;
    const before = (await session.query(part)).rows;
    const again = await pgmend(target, live);
    expect(again.code, again.stdout + again.stderr).toBe(0);
    expect((await session.query(part)).rows).toEqual(before);
    expect((await session.query(`SELECT count(*)::int AS n FROM visits`)).rows).toEqual([
      { n: 502 },
    ]);
    await close();
  });
});
