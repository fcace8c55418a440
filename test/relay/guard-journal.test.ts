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
  const one = async (sql: string) => Object.values((await session.query(sql)).rows[0] ?? {})[0];
  const kept = () => one('SELECT count(*)::int FROM pgmend.kept_values WHERE restored IS NULL');

  beforeAll(async () => {
    server = await sharedServer(major);
    target = await server.createDatabase();
    session = await server.session(target);
    await session.query(`CREATE TABLE users (id integer PRIMARY KEY);
      INSERT INTO users SELECT generate_series(1, 40);
      CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer);
      INSERT INTO bookings SELECT n, n FROM generate_series(1, 43) AS n;`);
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

  it('is let go once nothing stands on it, and other schemas always', async () => {
    const other = await run('CREATE SCHEMA pgmend2;\n-- then\nDROP SCHEMA pgmend2;');
    expect(other.code, other.stderr).toBe(0);
    expect((await pgmend(target, ['undo', '--yes'])).code).toBe(0);
    const ended = await run('DROP SCHEMA pgmend CASCADE;');
    expect(ended.code, ended.stderr).toBe(0);
    expect(await one(`SELECT to_regnamespace('pgmend')`)).toBeNull();
  });
});
