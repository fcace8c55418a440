import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

const setup = [
  `CREATE TABLE users (id serial PRIMARY KEY, public_id uuid UNIQUE NOT NULL, name text)`,
  `INSERT INTO users (public_id, name) SELECT md5('u' || g)::uuid, 'u' || g FROM generate_series(1, 20) AS g`,
  `CREATE TABLE orders (no int PRIMARY KEY, buyer int REFERENCES users)`,
  `INSERT INTO orders SELECT g, g % 15 + 1 FROM generate_series(1, 100) AS g`,
];
const begin = ['rekey', 'users.id', '--to', 'uuid', '--via', 'users.public_id', '--live', '--yes'];

describe.each(majors)('keys that stood beside the key, PostgreSQL %i', (major) => {
  it('undo asks about rows that came since, which have no key of before', async () => {
    const { target, session, close } = await databaseWith(major, setup);
    const choose = ['--cutover', 'now', '--choose', 'users.id=drop-default'];
    const mended = await pgmend(target, [...begin, ...choose]);
    expect(mended.code, mended.stdout + mended.stderr).toBe(0);
    await session.query(
      `INSERT INTO users SELECT md5('v' || g)::uuid, md5('v' || g)::uuid, 'v' || g FROM generate_series(1, 2) AS g`,
    );
    await session.query(
      `INSERT INTO orders VALUES (101, md5('v1')::uuid), (102, md5('u7')::uuid), (103, md5('u18')::uuid)`,
    );
    const asked = await pgmend(target, ['undo', '--yes']);
    expect(asked.code, asked.stdout + asked.stderr).toBe(3);
    expect(asked.stderr).toContain('2 rows of users came since');
    const undone = await pgmend(target, ['undo', '--yes', '--unmatched', 'set-aside']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    const { rows } = await session.query(
      `SELECT (SELECT count(*)::int FROM users WHERE public_id = md5('u' || id)::uuid) AS users, (SELECT array_agg(no || ' ' || coalesce(buyer::text, '-') ORDER BY no) FROM orders WHERE no > 98) AS orders,
         (SELECT count(*)::int FROM pgmend.kept_rows) AS kept`,
    );
    expect(rows).toEqual([
      { users: 20, orders: ['99 10', '100 11', '101 -', '102 7', '103 18'], kept: 2 },
    ]);
    await close();
  });
});
