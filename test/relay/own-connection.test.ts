import { writeFileSync } from 'node:fs';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/postgres/connect.ts';
import type { Target, TlsTarget } from '../../src/postgres/target.ts';
import { majors, type Server, startServer } from '../servers/start-server.ts';
import { openStage } from './stage.ts';

const ec = { keyType: 'ec', algorithm: 'sha256' } as const;
const address = { type: 7 as const, value: '127.0.0.1', ip: '127.0.0.1' };
const name = (value: string) => ({ type: 2 as const, value });

describe.each([
  ['its address', [address], { '127.0.0.1': true, localhost: false }],
  ['its name', [name('localhost')], { '127.0.0.1': false, localhost: true }],
  ['another name', [name('other.example')], { '127.0.0.1': false, localhost: false }],
])('verify-full, the certificate issued for %s', (issued, altNames, accepted) => {
  let server: Server;
  let ca: string;

  beforeAll(async () => {
    const authority = await generate([{ name: 'commonName', value: 'private authority' }], {
      ...ec,
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
      ],
    });
    ca = authority.cert;
    const leaf = await generate([{ name: 'commonName', value: 'server' }], {
      ...ec,
      ca: { key: authority.private, cert: authority.cert },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'subjectAltName', altNames: [...altNames] },
      ],
    });
    server = await startServer(majors.at(-1) ?? 18, {
      tls: { cert: leaf.cert, key: leaf.private },
    });
  });
  afterAll(() => server.stop());

  const targetWith = (host: string, tls: TlsTarget): Target => ({ ...server.target(), host, tls });

  it.each(Object.entries(accepted))('%s: %s', async (host, isAccepted) => {
    const session = connect(targetWith(host, { mode: 'verify-full', ca }));
    if (isAccepted) {
      expect((await session).encrypted).toBe(true);
      await (await session).close();
    } else await expect(session).rejects.toMatchObject({ code: 'certificate-other-name' });
  });

  it('the name to verify may be another than the host', async () => {
    const given = targetWith('localhost', { mode: 'verify-full', ca, servername: 'other.example' });
    const session = connect(given);
    if (issued === 'another name') await (await session).close();
    else await expect(session).rejects.toMatchObject({ code: 'certificate-other-name' });
  });

  it('verify-ca takes any name', async () => {
    const session = await connect(targetWith('127.0.0.1', { mode: 'verify-ca', ca }));
    await session.close();
  });
});

describe('a server that takes only connections without TLS', () => {
  it('is reached where TLS is preferred: by pgmend itself and through the relay', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], ec);
    const server = await startServer(majors.at(-1) ?? 18, { tls: { cert, key } });
    const superuser = await server.session(server.target());
    const { rows } = await superuser.query<{ file: string }>(
      `SELECT current_setting('hba_file') AS file`,
    );
    writeFileSync(rows[0]?.file ?? '', 'hostnossl all all 127.0.0.1/32 trust\n');
    await superuser.query('SELECT pg_reload_conf()');
    await superuser.close();
    const upstream: Target = { ...server.target(), tls: { mode: 'prefer' } };
    const direct = await connect(upstream);
    expect(direct.encrypted).toBe(false);
    await direct.close();
    const stage = await openStage(server, { upstream });
    const client = await stage.client();
    expect(
      (await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).rows,
    ).toEqual([{ ssl: false }]);
    await stage.close();
    const strict = await openStage(server, { upstream: { ...upstream, tls: { mode: 'require' } } });
    await expect(strict.client()).rejects.toMatchObject({ code: '28000' });
    await strict.close();
    await server.stop();
  });
});
