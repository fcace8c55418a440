import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState, type State } from '../cases/state.ts';
import { type DatabaseServer, majors, sharedServer, type Target } from '../servers/start-server.ts';
import { keyGraphSql } from './key-graph.ts';
import { startWriters } from './writers.ts';

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

  it('goes to uuids and back with what was written behind the cut-over', async () => {
    const server = await sharedServer(major);
    const target = await server.createDatabase();
    await run(server, target, keyGraphSql(major));
    const before = await stateOf(server, target);
    await done(target, [
      'rekey',
      'users.id',
      '--to',
      'uuid',
      '--yes',
      '--live',
      '--cutover',
      'now',
    ]);
    await run(server, target, [
      `INSERT INTO users (email, name) VALUES ('new', 'x')`,
      `INSERT INTO orders (user_id, amount) SELECT id, 5 FROM users WHERE email = 'new'`,
      `UPDATE users SET referrer = (SELECT id FROM users WHERE email = 'new') WHERE email = 'u7@x'`,
      `DELETE FROM teams WHERE id = 3`,
    ]);
    await done(target, ['undo', '--yes']);
    const rows = await run(server, target, [
      `SELECT (SELECT count(*)::int FROM users) AS users, (SELECT count(*)::int FROM teams) AS teams, ` +
        `(SELECT o.user_id = u.id FROM orders AS o, users AS u WHERE u.email = 'new' AND o.amount = 5 AND o.id > 3000) AS own, ` +
        `(SELECT r.referrer = u.id FROM users AS r, users AS u WHERE u.email = 'new' AND r.email = 'u7@x') AS referred`,
    ]);
    expect(rows).toEqual([{ users: 301, teams: 48, own: true, referred: true }]);
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
    ]);
    const writers = await startWriters(
      () => server.session(target),
      3,
      (person) => `md5('p${person}')::uuid`,
    );
    const map = 'bookings.person=people.code';
    const running = pgmend(target, [
      'fix',
      '--all',
      '--map',
      map,
      '--yes',
      '--live',
      '--cutover',
      'manual',
    ]);
    for (let tries = 0; tries < 200; tries += 1) {
      const { stdout } = await pgmend(target, ['status']);
      if (stdout.includes('waiting for: pgmend cutover')) break;
    }
    await run(server, target, [
      `INSERT INTO people (code) VALUES (md5('late')::uuid)`,
      `INSERT INTO bookings VALUES (5, md5('late')::uuid, 'late') ON CONFLICT (id) DO UPDATE SET person = EXCLUDED.person`,
    ]);
    await writers.stop();
    expect(writers.books.failures).toEqual([]);
    expect(writers.books.writes).toBeGreaterThan(100);
    const cut = await done(target, ['cutover']);
    expect(cut.stdout).toContain('bookings.person is now integer, was uuid.');
    expect((await running).stdout).toContain('Handed over');
    const rows = await run(server, target, [
      `SELECT id::text, person, note FROM bookings WHERE id >= 10000000 ORDER BY 1`,
    ]);
    const expected = [...writers.books.rows]
      .map(([id, { person, note }]) => ({ id, person, note }))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(rows).toEqual(expected);
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

/** `now()` in one database is not that of the other. */
function withoutTimes({ rows }: State): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(rows).map(([table, all]) => [
      table,
      all.map((row) => row.replaceAll(/"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^"]*"/g, 'now')).sort(),
    ]),
  );
}
