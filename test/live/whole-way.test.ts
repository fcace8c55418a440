import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState, type State } from '../cases/state.ts';
import { type DatabaseServer, majors, sharedServer, type Target } from '../servers/start-server.ts';
import { keyGraphByName, keyGraphSql } from './key-graph.ts';
import { startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';
import { type Books, startWriters } from './writers.ts';

async function run(server: DatabaseServer, target: Target, statements: readonly string[]) {
  const session = await server.session(target);
  try {
    let last: Record<string, unknown>[] = [];
    for (const sql of statements) last = (await session.query(sql)).rows;
    return last;
  } finally {
    await session.close();
  }
}

/** Without the triggers that capture what an undo would need. */
async function stateOf(server: DatabaseServer, target: Target): Promise<State> {
  const session = await server.session(target);
  try {
    const { objects, rows } = await readState(session);
    const own = Object.entries(objects).filter(([name]) => !name.includes('.pgmend_live_'));
    return { objects: Object.fromEntries(own), rows };
  } finally {
    await session.close();
  }
}

async function done(target: Target, args: readonly string[]) {
  const ended = await pgmend(target, args);
  expect(ended.code, `${args.join(' ')}\n${ended.stdout}\n${ended.stderr}`).toBe(0);
  return ended;
}

describe.each(majors)('live execution on PostgreSQL %i', (major) => {
  it('leaves a graph of tables as direct execution does, and goes back', async () => {
    const server = await sharedServer(major);
    const [live, direct] = [await server.createDatabase(), await server.createDatabase()];
    await run(server, live, keyGraphSql(major));
    await run(server, direct, keyGraphSql(major));
    const before = await stateOf(server, live);
    await done(direct, ['rekey', 'users.id', '--to', 'bigint', '--yes']);
    const { stdout } = await done(live, ['rekey', 'users.id', '--to', 'bigint', '--yes', '--live']);
    expect(stdout).toContain('Schema proved');
    const after = await stateOf(server, live);
    const expected = await stateOf(server, direct);
    expect(after.objects).toEqual(expected.objects);
    expect(withoutTimes(after)).toEqual(withoutTimes(expected));
    await done(live, ['undo', '--yes']);
    const back = await stateOf(server, live);
    expect(back.objects).toEqual(before.objects);
    expect(back.rows).toEqual(before.rows);
    await done(live, ['rekey', 'users.id', '--to', 'bigint', '--yes', '--live']);
    await done(live, ['finish', '--yes']);
    const left = await run(server, live, [
      `SELECT (SELECT count(*)::int FROM pg_class WHERE relname LIKE 'live\\_1\\_%' OR relname LIKE 'live\\_2\\_%') AS tables, ` +
        `(SELECT count(*)::int FROM pg_trigger WHERE tgname LIKE 'pgmend%') AS triggers, (SELECT count(*)::int FROM pg_proc WHERE proname LIKE 'live\\_%') AS functions`,
    ]);
    expect(left).toEqual([{ tables: 0, triggers: 0, functions: 0 }]);
    expect((await pgmend(live, ['undo', '--yes'])).stderr).toContain('nothing-to-undo');
    await server.dropDatabase(live);
    await server.dropDatabase(direct);
  });

  it('takes twelve tables to uuids at once, and back with what was written behind the cut-over', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    await run(server, target, keyGraphSql(major));
    const before = await stateOf(server, target);
    const byName = async () => {
      const all: unknown[][] = [];
      for (const sql of keyGraphByName)
        all.push((await run(server, target, [sql])).map((row) => JSON.stringify(row)).sort());
      return all;
    };
    const had = await byName();
    expect(had.map((rows) => rows.length).every((n) => n > 40)).toBe(true);
    const live = ['rekey', 'users.id', '--to', 'uuid', '--yes', '--live', '--cutover', 'now'];
    await done(target, live);
    expect(
      await run(server, target, [
        `SELECT count(DISTINCT (r.relname))::int AS tables, count(*)::int AS columns FROM pg_attribute AS a JOIN pg_class AS r ON r.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = r.relnamespace
          WHERE a.atttypid = 'uuid'::regtype AND n.nspname IN ('public', 'billing') AND r.relkind IN ('r', 'p') AND NOT r.relispartition`,
      ]),
    ).toEqual([{ tables: 12, columns: 16 }]);
    expect(await byName()).toEqual(had);
    await run(server, target, [
      `INSERT INTO users (email, name) VALUES ('new', 'x')`,
      `INSERT INTO orders (user_id, amount) SELECT id, 5 FROM users WHERE email = 'new'`,
      `UPDATE users SET referrer = (SELECT id FROM users WHERE email = 'new') WHERE email = 'u7@x'`,
      `DELETE FROM teams WHERE id = 3`,
      // Its key is deferrable: ON CONFLICT does not take that.
      `INSERT INTO teams (owner_id) SELECT id FROM users WHERE email = 'new'`,
      `UPDATE teams SET owner_id = CASE id WHEN 5 THEN (SELECT owner_id FROM teams WHERE id = 6) ELSE (SELECT owner_id FROM teams WHERE id = 5) END WHERE id IN (5, 6)`,
      `INSERT INTO profiles SELECT id, 'own' FROM users WHERE email = 'new'`,
      `INSERT INTO pictures SELECT id, '/new' FROM users WHERE email = 'new'`,
      `INSERT INTO friends SELECT a.id, b.id FROM users AS a, users AS b WHERE a.email = 'new' AND b.email = 'u9@x'`,
      `INSERT INTO billing.accounts SELECT 'eu', id, 1 FROM users WHERE email = 'new'`,
      `UPDATE billing.accounts SET region = 'us' WHERE region = 'eu' AND NOT EXISTS (SELECT FROM billing.entries AS e WHERE e.region = accounts.region AND e.user_id = accounts.user_id)`,
      `INSERT INTO billing.entries (region, user_id, amount) SELECT 'us', id, 77 FROM users WHERE email = 'new'`,
      `UPDATE billing.invoices SET payer = (SELECT id FROM users WHERE email = 'new') WHERE id = 5`,
      `INSERT INTO events (user_id, at, what) SELECT id, '2025-05-05', 'new' FROM users WHERE email = 'new'`,
    ]);
    const written = await byName();
    expect(written).not.toEqual(had);
    await done(target, ['undo', '--yes']);
    expect(await byName()).toEqual(written);
    expect((await stateOf(server, target)).objects).toEqual(before.objects);
    await server.dropDatabase(target);
  });

  it('keeps an incomparable change in sync under load until it is cut over', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    await run(server, target, [
      `CREATE TABLE people (id serial PRIMARY KEY, code uuid UNIQUE NOT NULL)`,
      `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 300) AS g`,
      `CREATE TABLE bookings (id bigint PRIMARY KEY, person uuid, note text)`,
      `CREATE INDEX bookings_person ON bookings (person)`,
      `INSERT INTO bookings SELECT g, md5('p' || (g % 300 + 1))::uuid, 'old' FROM generate_series(1, 20000) AS g`,
      `CREATE TABLE slips (id bigint PRIMARY KEY, person uuid, note text)`,
      `INSERT INTO slips SELECT g, md5('p' || (g % 300 + 1))::uuid, 'old' FROM generate_series(1, 500) AS g`,
    ]);
    const writers = await startWriters(
      () => server.session(target),
      3,
      (person) => `md5('p${person}')::uuid`,
      2,
      'public.slips',
    );
    const running = startPgmend(target, [
      'fix',
      '--all',
      ...['--map', 'bookings.person=people.code', '--map', 'slips.person=people.code'],
      '--yes',
      '--live',
      '--cutover',
      'manual',
    ]);
    const watch = await server.session(target);
    await Promise.race([
      until(watch, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`),
      running.ended,
    ]);
    await watch.close();
    expect(running.child.exitCode, running.said()).toBeNull();
    expect((await pgmend(target, ['status'])).stdout).toContain('waiting for: pgmend cutover');
    await run(server, target, [
      `INSERT INTO people (code) VALUES (md5('late')::uuid)`,
      `INSERT INTO bookings VALUES (5, md5('late')::uuid, 'late') ON CONFLICT (id) DO UPDATE SET person = EXCLUDED.person`,
    ]);
    await writers.stop();
    expect(writers.books.failures).toEqual([]);
    expect(writers.books.writes).toBeGreaterThan(100);
    expect(writers.books.truncated).toBeGreaterThan(2);
    const cut = await done(target, ['cutover']);
    expect(cut.stdout).toContain('bookings.person is now integer, was uuid.');
    await running.ended;
    expect(running.said()).toContain('Handed over');
    const rows = await run(server, target, [
      `SELECT id::text, person, note FROM bookings WHERE id > 20000 ORDER BY 1`,
    ]);
    expect(rows).toEqual(listed(writers.books.rows));
    const slips = await run(server, target, [
      `SELECT id::text, person, note FROM slips ORDER BY id::text`,
    ]);
    expect(slips).toEqual(listed(writers.books.truncatable));
    expect(
      await run(server, target, [
        `SELECT count(*)::int AS n, count(*) FILTER (WHERE person = id % 300 + 1)::int AS right, (SELECT person FROM bookings WHERE id = 5) AS late FROM bookings WHERE id <= 20000`,
      ]),
    ).toEqual([{ n: 20000, right: 19999, late: 301 }]);
    await done(target, ['undo', '--yes']);
    expect(
      await run(server, target, [
        `SELECT count(*) FILTER (WHERE person = md5('p' || (id % 300 + 1))::uuid)::int AS right FROM bookings WHERE id <= 20000`,
      ]),
    ).toEqual([{ right: 19999 }]);
    await server.dropDatabase(target);
  });
});

/** What the writers' books say, as the table does. */
function listed(rows: Books['rows']) {
  return [...rows]
    .map(([id, { person, note }]) => ({ id, person, note }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** `now()` in one database is not that of the other. */
function withoutTimes({ rows }: State): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(rows).map(([table, all]) => [
      table,
      all.map((row) => row.replaceAll(/"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^"]*"/g, 'now')).sort(),
    ]),
  );
}
