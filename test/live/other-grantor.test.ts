import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { readState } from '../cases/state.ts';
import { type DatabaseServer, majors, type Target } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

const rekey = ['rekey', 'users.id', '--to', 'bigint', '--yes', '--live'];
/** Roles belong to the whole server: dropped before, in case a run was killed. */
const roles = ['passes_on', 'gets_it', 'owns_them'];
const tables = [
  ...roles.flatMap((role) => [`DROP ROLE IF EXISTS ${role}`, `CREATE ROLE ${role} LOGIN`]),
  `GRANT CREATE, USAGE ON SCHEMA public TO owns_them`,
  `SET ROLE owns_them`,
  `CREATE TABLE users (id integer PRIMARY KEY, name text)`,
  `INSERT INTO users SELECT g, 'n' || g FROM generate_series(1, 20) AS g`,
  `CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users)`,
  `INSERT INTO bookings SELECT g, g FROM generate_series(1, 20) AS g`,
  `GRANT SELECT, UPDATE ON users TO passes_on WITH GRANT OPTION`,
  `GRANT REFERENCES (name) ON users TO passes_on WITH GRANT OPTION`,
  `SET ROLE passes_on`,
  `GRANT SELECT ON users TO gets_it`,
  `GRANT REFERENCES (name) ON users TO gets_it`,
  `RESET ROLE`,
];

describe.each(majors)('grants that another role than the owner made, PostgreSQL %i', (major) => {
  const start = async () => {
    const { close, ...made } = await databaseWith(major, tables);
    const grant = `GRANT CREATE ON DATABASE "${made.target.database}" TO owns_them`;
    await made.session.query(grant);
    return {
      ...made,
      close: async () => {
        for (const role of roles) await made.session.query(`DROP OWNED BY ${role} CASCADE`);
        for (const role of roles) await made.session.query(`DROP ROLE ${role}`);
        await close();
      },
    };
  };
  const asOwner = (server: DatabaseServer, target: Target) =>
    server.target(target.database, 'owns_them');

  it('are there again, and nobody may look into pgmend’s schema for it', async () => {
    const { target, session, close } = await start();
    const before = await readState(session);
    const done = await pgmend(target, rekey);
    expect(done.code, done.stderr).toBe(0);
    const { rows } = await session.query(
      `SELECT relacl::text AS of_table, (SELECT attacl::text FROM pg_attribute WHERE attrelid = c.oid AND attname = 'name') AS of_column, has_schema_privilege('passes_on', 'pgmend', 'USAGE') AS looks FROM pg_class AS c WHERE oid = 'users'::regclass`,
    );
    expect(rows).toEqual([
      {
        of_table: expect.stringContaining('gets_it=r/passes_on'),
        of_column: expect.stringContaining('gets_it=x/passes_on'),
        looks: false,
      },
    ]);
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stderr).toBe(0);
    expect(await readState(session)).toEqual(before);
    await close();
  });

  it('are refused by name to who cannot make them again', async () => {
    const { server, target, session, close } = await start();
    const before = await readState(session);
    const refused = await pgmend(asOwner(server, target), rekey);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      'users has grants that passes_on made, and only that role can make them again.',
    );
    expect(refused.stderr).toContain('[live-impossible]');
    expect(await readState(session)).toEqual(before);
    await session.query(`GRANT passes_on TO owns_them`);
    const done = await pgmend(asOwner(server, target), rekey);
    expect(done.code, done.stderr).toBe(0);
    await close();
  });
});
