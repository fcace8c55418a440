import { expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { databaseWith } from '../live/database-with.ts';
import { majors } from '../servers/start-server.ts';

const major = majors.at(-1) ?? 18;

it('a role that the URL takes on is taken on by connections of pgmend’s own', async () => {
  const names = { owner: 'options_owner', login: 'options_login' };
  const { target, session, close } = await databaseWith(major, [
    `DROP ROLE IF EXISTS ${names.login}`,
    `DROP ROLE IF EXISTS ${names.owner}`,
    `CREATE ROLE ${names.owner}`,
    `CREATE ROLE ${names.login} LOGIN NOINHERIT PASSWORD 'in' IN ROLE ${names.owner}`,
  ]);
  await session.query(`ALTER DATABASE "${target.database}" OWNER TO ${names.owner}`);
  await session.query(`ALTER SCHEMA public OWNER TO ${names.owner}`);
  await session.query(`SET ROLE ${names.owner}`);
  await session.query(`CREATE TABLE users (id bigint PRIMARY KEY)`);
  await session.query(`CREATE TABLE sessions (id int PRIMARY KEY, "user" int REFERENCES users)`);
  await session.query(`INSERT INTO users VALUES (7)`);
  await session.query(`INSERT INTO sessions VALUES (1, 7)`);
  await session.query(`RESET ROLE`);
  const url = (options: string) =>
    `postgres://${names.login}:in@${target.host}:${target.port}/${target.database}?sslmode=disable${options}`;
  const fix = (options: string) => pgmend(target, ['fix', '--all', '--yes', '--url', url(options)]);
  const without = await fix('');
  expect(without.code, without.stdout + without.stderr).not.toBe(0);
  const within = await fix(`&options=${encodeURIComponent(`-c role=${names.owner}`)}`);
  expect(within.code, within.stdout + within.stderr).toBe(0);
  const { rows } = await session.query(
    `SELECT pg_typeof("user")::text AS type, "user"::text AS value FROM sessions`,
  );
  expect(rows).toEqual([{ type: 'bigint', value: '7' }]);
  await session.query(`DROP OWNED BY ${names.owner} CASCADE`);
  await session.query(`ALTER DATABASE "${target.database}" OWNER TO CURRENT_USER`);
  await session.query(`DROP ROLE ${names.login}`);
  await session.query(`DROP ROLE ${names.owner}`);
  await close();
});
