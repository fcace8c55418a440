import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TlsTarget } from '../../src/postgres/target.ts';
import { majors, type Server, startServer } from '../servers/start-server.ts';
import { privateAuthority } from '../tls/private-authority.ts';
import { addKey, configurationOf, openStage, type Stage, tables } from './stage.ts';

describe('a server with TLS, a private authority and scram-sha-256', () => {
  let server: Server;
  let ca: string;
  const stages: Stage[] = [];

  beforeAll(async () => {
    const own = await privateAuthority();
    ca = readFileSync(own.file, 'utf8');
    server = await startServer(majors.at(-1) ?? 18, {
      auth: 'scram-sha-256',
      tls: { ...own.server, required: true },
    });
  });
  afterAll(async () => {
    for (const stage of stages) await stage.close();
    await server.stop();
  });

  async function stageWith(tls: TlsTarget | null, host = 'localhost'): Promise<Stage> {
    const stage = await openStage(server, { upstream: { ...server.target(), host, tls } });
    stages.push(stage);
    return stage;
  }

  async function connect(stage: Stage, options: pg.ClientConfig): Promise<pg.Client> {
    const client = new pg.Client({ ...configurationOf(stage.through), ...options });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  it('is verified by the relay; the client comes plain or encrypted, with its own password', async () => {
    const stage = await stageWith({ mode: 'verify-full', ca });
    for (const ssl of [false, { rejectUnauthorized: false }]) {
      const client = await connect(stage, { ssl });
      const { rows } = await client.query(
        'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      );
      expect(rows).toEqual([{ ssl: true }]);
      await client.end();
    }
    await expect(connect(stage, { password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
  });

  it('holds and mends', async () => {
    const stage = await stageWith({ mode: 'prefer' });
    const client = await connect(stage, { ssl: { rejectUnauthorized: false } });
    await client.query(tables);
    expect((await client.query(addKey)).command).toBe('ALTER');
    expect(stage.settled).toEqual(['committed']);
    await client.end();
  });

  it.each([
    [
      'an authority that is not known',
      { mode: 'verify-full' } as TlsTarget,
      'localhost',
      'authority',
    ],
    ['another name', null, '127.0.0.1', 'another name'],
  ])('is refused with the reason: %s', async (_name, given, host, reason) => {
    const stage = await stageWith(given ?? { mode: 'verify-full', ca }, host);
    await expect(connect(stage, {})).rejects.toThrow(reason);
  });

  it('without TLS the server itself says no', async () => {
    const stage = await stageWith(null);
    await expect(connect(stage, {})).rejects.toMatchObject({ code: '28000' });
    await expect(connect(stage, { ssl: true })).rejects.toThrow('does not support SSL');
  });

  it('names what cannot pass: channel binding', async () => {
    const stage = await stageWith({ mode: 'require' });
    const binding = { ssl: { rejectUnauthorized: false }, enableChannelBinding: true };
    await expect(connect(stage, binding as pg.ClientConfig)).rejects.toThrow('channel binding');
    const { status, text } = await psql(stage, { PGCHANNELBINDING: 'prefer' });
    if (status === null) return;
    expect(text).toContain('PGCHANNELBINDING=disable');
    expect(await psql(stage, { PGCHANNELBINDING: 'disable' })).toEqual({ status: 0, text: '1\n' });
  });
});

describe('a server on a Unix socket', () => {
  it.skipIf(process.platform === 'win32')('is reached by its directory', async () => {
    const server = await startServer(majors.at(-1) ?? 18);
    const host = server.socketDirectory;
    if (host !== null) {
      const stage = await openStage(server, { upstream: { ...server.target(), host } });
      const client = await stage.client();
      expect((await client.query('SELECT inet_server_addr() AS address')).rows).toEqual([
        { address: null },
      ]);
      await stage.close();
    }
    await server.stop();
  });
});

/** `status` is null where there is no psql. */
function psql(
  stage: Stage,
  env: Record<string, string>,
): Promise<{ status: number | null; text: string }> {
  const url = `postgresql://postgres:postgres-test@127.0.0.1:${stage.relay.port}/postgres?sslmode=require`;
  return new Promise((resolve) => {
    const child = spawn('psql', [url, '-Atc', 'SELECT 1'], { env: { ...process.env, ...env } });
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
    });
    child.stderr.on('data', (bytes) => {
      text += bytes;
    });
    child.on('error', () => resolve({ status: null, text }));
    child.on('close', (status) => resolve({ status, text }));
  });
}
