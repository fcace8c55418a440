import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { findPsql } from '../servers/find-psql.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

describe.each(majors)('rows that collide, on PostgreSQL %i', (major) => {
  async function fresh(statements: readonly string[]) {
    const made = await databaseWith(major, statements);
    const rows = async (sql: string) => (await made.session.query(sql)).rows;
    return { ...made, rows };
  }
  const said = (ended: { stdout: string; stderr: string }) => ended.stdout + ended.stderr;

  it.each([
    ['a key', 'citext PRIMARY KEY'],
    ['what is unique besides', 'citext UNIQUE NOT NULL, id integer PRIMARY KEY'],
  ])(
    'undo refuses rows that become the same in the old type, and passes once they are put right: %s',
    async (_, columns) => {
      const isKey = !columns.includes('id');
      const { target, session, rows, close } = await fresh([
        `CREATE EXTENSION citext`,
        `CREATE TABLE accounts (email ${columns})`,
        `INSERT INTO accounts SELECT 'u' || g || '@x'${isKey ? '' : ', g'} FROM generate_series(1, 50) AS g`,
        `CREATE TABLE carts (id integer PRIMARY KEY, email citext REFERENCES accounts (email) ON UPDATE CASCADE)`,
        `INSERT INTO carts SELECT g, 'u' || g || '@x' FROM generate_series(1, 50) AS g`,
      ]);
      const live = [
        'rekey',
        'accounts.email',
        '--to',
        'text',
        '--live',
        '--yes',
        '--cutover',
        'now',
      ];
      const done = await pgmend(target, live);
      expect(done.code, said(done)).toBe(0);
      await session.query(
        `INSERT INTO accounts VALUES ('U7@x'${isKey ? '' : ', 107'}), ('new@x'${isKey ? '' : ', 108'})`,
      );
      await session.query(`INSERT INTO carts VALUES (107, 'U7@x'), (108, 'new@x')`);
      const state = `SELECT (SELECT array_agg(email::text ORDER BY email::text COLLATE "C") FROM accounts) AS accounts, (SELECT array_agg(id || ' ' || email ORDER BY id) FROM carts) AS carts,
      (SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'accounts'::regclass AND attname = 'email') AS type`;
      const before = await rows(state);
      for (let tries = 0; tries < 2; tries += 1) {
        const refused = await pgmend(target, ['undo', '--yes']);
        expect([refused.code, said(refused)]).toEqual([
          1,
          expect.stringContaining('undo-collides'),
        ]);
        expect(said(refused)).toMatch(
          /1 row of accounts would repeat .* with (email = U7@x|id = 107)\./,
        );
        expect(await rows(state)).toEqual(before);
      }
      await session.query(`UPDATE carts SET email = 'u7@x' WHERE id = 107`);
      await session.query(`DELETE FROM accounts WHERE email = 'U7@x'`);
      const [expected] = await rows(state);
      const back = await pgmend(target, ['undo', '--yes']);
      expect(back.code, said(back)).toBe(0);
      expect(await rows(state)).toEqual([{ ...expected, type: 'citext' }]);
      await close();
    },
  );

  it.each([
    ['a key', 'person uuid PRIMARY KEY, id integer', 'DELETE FROM badges WHERE id = 77'],
    [
      'what is unique besides',
      'person uuid UNIQUE, id integer PRIMARY KEY',
      `UPDATE people SET code = md5('p77')::uuid WHERE id = 77`,
    ],
  ])('undo refuses references that a mapping makes the same: %s', async (_, columns, putRight) => {
    const { target, session, rows, close } = await fresh([
      `CREATE TABLE people (id serial PRIMARY KEY, code uuid)`,
      `INSERT INTO people (code) SELECT md5('p' || g)::uuid FROM generate_series(1, 50) AS g`,
      `CREATE TABLE badges (${columns})`,
      `INSERT INTO badges (id, person) SELECT g, md5('p' || g)::uuid FROM generate_series(1, 40) AS g`,
    ]);
    const done = await pgmend(target, [
      ...[
        'run',
        '--map',
        'badges.person=people.code',
        '--live',
        '--yes',
        '--',
        findPsql() ?? 'psql',
      ],
      ...['-X', '-c', 'ALTER TABLE badges ADD FOREIGN KEY (person) REFERENCES people (id)'],
    ]);
    expect(done.code, said(done)).toBe(0);
    await session.query(`INSERT INTO people (id, code) VALUES (77, md5('p7')::uuid)`);
    await session.query(`INSERT INTO badges (id, person) VALUES (77, 77), (45, 45)`);
    const state = `SELECT id, person::text FROM badges ORDER BY id`;
    const before = await rows(state);
    const refused = await pgmend(target, ['undo', '--yes']);
    expect([refused.code, said(refused)]).toEqual([1, expect.stringContaining('undo-collides')]);
    expect(said(refused)).toMatch(/1 row of badges would repeat .* with (person = 7|id = 77)/);
    expect(await rows(state)).toEqual(before);
    await session.query(putRight);
    const [{ n } = {}] = await rows('SELECT count(*)::int AS n FROM badges');
    const back = await pgmend(target, ['undo', '--yes']);
    expect(back.code, said(back)).toBe(0);
    expect(
      await rows(
        `SELECT count(*)::int AS n, count(*) FILTER (WHERE person = md5('p' || id)::uuid)::int AS "right" FROM badges`,
      ),
    ).toEqual([{ n, right: n }]);
    await close();
  });

  it('two values that become one while they are copied stop the building of the index, and it goes on', async () => {
    const { target, session, rows, close } = await fresh([
      `CREATE TABLE users (id integer PRIMARY KEY)`,
      `INSERT INTO users SELECT generate_series(1, 50)`,
      `CREATE TABLE carts (id integer PRIMARY KEY, user_id text UNIQUE)`,
      `INSERT INTO carts SELECT g, g::text FROM generate_series(1, 40) AS g`,
      `INSERT INTO carts VALUES (77, '05')`,
    ]);
    const live = ['fix', '--all', '--live', '--yes', '--cutover', 'now'];
    const stopped = await pgmend(target, live);
    expect([stopped.code, said(stopped)]).toEqual([1, expect.stringContaining('live-collides')]);
    expect(said(stopped)).toContain('(user_id)=(5)');
    expect(await rows(`SELECT count(*)::int AS n FROM carts`)).toEqual([{ n: 41 }]);
    await session.query(`DELETE FROM carts WHERE id = 77`);
    const resumed = await pgmend(target, ['resume']);
    expect(resumed.code, said(resumed)).toBe(0);
    expect(
      await rows(
        `SELECT count(*)::int AS n FROM carts WHERE user_id = id AND pg_typeof(user_id) = 'integer'::regtype`,
      ),
    ).toEqual([{ n: 40 }]);
    await close();
  });
});
