import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { majors, sharedServer, startServer } from './start-server.ts';

describe.each(majors)('PostgreSQL %i', (major) => {
  it('gives every test file databases of its own on one server', async () => {
    const server = await sharedServer(major);
    const [one, other] = [await server.createDatabase(), await server.createDatabase()];
    const session = await server.session(one);
    expect(Math.floor(session.serverVersion / 10_000)).toBe(major);
    await session.query('CREATE TABLE only_here (id integer)');
    const elsewhere = await server.session(other);
    const { rows } = await elsewhere.query(`SELECT to_regclass('public.only_here') AS found`);
    expect(rows).toEqual([{ found: null }]);
    await elsewhere.close();
    await server.dropDatabase(one);
    await expect(session.query('SELECT 1')).rejects.toThrow();
    await server.dropDatabase(other);
  });

  it('keeps what was committed through a crash, and nothing else', async () => {
    const server = await startServer(major, { settings: { work_mem: '1234kB' } });
    const target = await server.createDatabase();
    const session = await server.session(target);
    expect((await session.query('SHOW work_mem')).rows).toEqual([{ work_mem: '1234kB' }]);
    await session.query('CREATE TABLE t (i integer)');
    await session.query('INSERT INTO t VALUES (1)');
    await session.query('BEGIN');
    await session.query('INSERT INTO t VALUES (2)');
    await server.crash();
    await expect(session.query('COMMIT')).rejects.toThrow();
    await server.restart();
    const after = await server.session(target);
    expect((await after.query('SELECT i FROM t')).rows).toEqual([{ i: 1 }]);
    await after.close();
    if (server.socketDirectory !== null) expect(existsSync(server.socketDirectory)).toBe(true);
    await server.stop();
    await expect(server.session(target)).rejects.toThrow('connection');
  });

  it('asks for the password where it is told to', async () => {
    const server = await startServer(major, { auth: 'scram-sha-256' });
    const target = await server.createDatabase();
    await (await server.session(target)).close();
    await expect(server.session({ ...target, password: 'wrong' })).rejects.toThrow('password');
    await server.stop();
  });
});
