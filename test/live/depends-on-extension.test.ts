import { describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors } from '../servers/start-server.ts';
import { databaseWith } from './database-with.ts';

const setup = [
  `CREATE TABLE people (id int PRIMARY KEY, name text)`,
  `CREATE INDEX by_name ON people (name)`,
  `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
  `CREATE TRIGGER noting AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION note()`,
];
const begin = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes'];

describe.each(majors)('what depends on an extension, on PostgreSQL %i', (major) => {
  it.each([
    ['index public.by_name', 'INDEX by_name'],
    ['trigger noting on table public.people', 'TRIGGER noting ON people'],
  ])('%s is refused by name', async (name, sql) => {
    const { target, session, close } = await databaseWith(major, [
      ...setup,
      `ALTER ${sql} DEPENDS ON EXTENSION plpgsql`,
    ]);
    const refused = await pgmend(target, begin);
    expect(refused.code, refused.stdout).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain(`${name} DEPENDS ON EXTENSION`);
    await session.query(`ALTER ${sql} NO DEPENDS ON EXTENSION plpgsql`);
    const done = await pgmend(target, begin);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    await close();
  });
});
