import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';

const send = join(import.meta.dirname, '../cases/send.mjs');
const folder = mkdtempSync(join(tmpdir(), 'pgmend-journal-'));

describe.each(majors)('the journal under a tool that drops it, on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  let target: Target;
  let session: OwnSession;
  const run = (sql: string, ...flags: string[]) => {
    const file = join(folder, 'migration.sql');
    writeFileSync(file, sql);
    return pgmend(target, ['run', '--yes', ...flags, '--', 'node', send, file]);
  };
  const seatsKey = () => {
    const file = join(folder, 'seats.sql');
    writeFileSync(file, 'ALTER TABLE seats ADD FOREIGN KEY (owner) REFERENCES owners;');
    return file;
  };
  const one = async (sql: string) => Object.values((await session.query(sql)).rows[0] ?? {})[0];
  const kept = () => one('SELECT count(*)::int FROM pgmend.kept_values WHERE restored IS NULL');

  beforeAll(async () => {
    server = await sharedServer(major);
    target = await server.createDatabase();
    session = await server.session(target);
    await session.query(`CREATE TABLE users (id integer PRIMARY KEY);
      INSERT INTO users SELECT generate_series(1, 40);
      CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer);
      INSERT INTO bookings SELECT n, n FROM generate_series(1, 43) AS n;
      CREATE TABLE owners (id integer PRIMARY KEY, code uuid UNIQUE NOT NULL);
      INSERT INTO owners SELECT n, md5(n::text)::uuid FROM generate_series(1, 40) AS n;
      CREATE TABLE seats (id integer PRIMARY KEY, owner uuid);
      INSERT INTO seats SELECT n, md5(n::text)::uuid FROM generate_series(1, 40) AS n;`);
    const ended = await run(
      'ALTER TABLE bookings ADD CONSTRAINT k FOREIGN KEY (user_id) REFERENCES users;',
    );
    expect(ended.code, ended.stderr).toBe(0);
    expect(await kept()).toBe(3);
  });
  afterAll(async () => {
    await session.close();
    await server.dropDatabase(target);
  });

  it.each([
    ['the schema', 'DROP SCHEMA "pgmend" CASCADE;'],
    ['a table of it', 'DROP TABLE IF EXISTS pgmend.kept_values;'],
    [
      'within a string and a transaction',
      'BEGIN; CREATE TABLE z (); DROP SCHEMA pgmend CASCADE; COMMIT;',
    ],
    [
      'within the transaction of the client',
      'BEGIN;\n-- then\nCREATE TABLE z ();\n-- then\nDROP SCHEMA pgmend CASCADE;',
    ],
    ['under another name', 'ALTER SCHEMA pgmend RENAME TO gone;'],
    ['its rows', 'TRUNCATE pgmend.kept_values;'],
  ])('is kept: %s', async (_, sql) => {
    const ended = await run(sql);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('Refused');
    expect(ended.stderr).toContain('3 kept values and rows and the way back of run');
    expect(await kept()).toBe(3);
    expect(await one(`SELECT to_regclass('z')`)).toBeNull();
  });

  it('is kept where one of its tables is missing, as in a journal of an earlier version', async () => {
    await session.query('ALTER TABLE pgmend.put_off_keys RENAME TO later');
    const ended = await run('DROP SCHEMA pgmend CASCADE;');
    expect(ended.stderr).toContain('3 kept values and rows and the way back of run');
    expect(await kept()).toBe(3);
    await session.query('ALTER TABLE pgmend.later RENAME TO put_off_keys');
  });

  it('is let go once nothing stands on it, and other schemas always', async () => {
    const other = await run('CREATE SCHEMA pgmend2;\n-- then\nDROP SCHEMA pgmend2;');
    expect(other.code, other.stderr).toBe(0);
    expect((await pgmend(target, ['undo', '--yes'])).code).toBe(0);
    const ended = await run('DROP SCHEMA pgmend CASCADE;');
    expect(ended.code, ended.stderr).toBe(0);
    expect(await one(`SELECT to_regnamespace('pgmend')`)).toBeNull();
  });

  it('is kept while a live execution is prepared in it', async () => {
    const { code, stdout, stderr } = await pgmend(target, [
      'run',
      '--live',
      '--cutover',
      'manual',
      '--yes',
      '--map',
      'seats.owner=owners.code',
      '--',
      'node',
      send,
      seatsKey(),
    ]);
    expect(code, stdout + stderr).not.toBe(0);
    expect(stderr).toContain('Prepared as run');
    const ended = await run('DROP SCHEMA pgmend CASCADE;');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('the way back of run');
    expect(await one('SELECT count(*)::int FROM pgmend.live')).toBe(1);
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stderr).toBe(0);
    expect((await run('DROP SCHEMA pgmend CASCADE;')).code).toBe(0);
  });
});
