import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/postgres/connect.ts';
import { PgmendError } from '../../src/postgres/pgmend-error.ts';
import type { Target, TlsTarget } from '../../src/postgres/target.ts';
import { majors, type Server, startServer } from '../servers/start-server.ts';
import { runCli } from './run-cli.ts';

const newest = majors.at(-1) ?? 18;

let passwords: Server;
let encrypted: Server;
let certificate: { readonly cert: string; readonly private: string };

beforeAll(async () => {
  certificate = await generate([{ name: 'commonName', value: 'db.example' }], {
    extensions: [
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'db.example' }] },
      { name: 'basicConstraints', cA: true },
    ],
  });
  [passwords, encrypted] = await Promise.all([
    startServer(newest, { auth: 'scram-sha-256', settings: { lc_messages: 'C' } }),
    startServer(newest, {
      tls: { cert: certificate.cert, key: certificate.private, required: true },
    }),
  ]);
  const session = await connect(passwords.target());
  await session.query(`CREATE ROLE nologin NOLOGIN PASSWORD 'x'`);
  await session.query(`CREATE ROLE outside LOGIN PASSWORD 'x'`);
  await session.query('CREATE DATABASE closed');
  await session.query('REVOKE CONNECT ON DATABASE closed FROM PUBLIC');
  await session.query(`CREATE ROLE narrow LOGIN PASSWORD 'x' CONNECTION LIMIT 0`);
  await session.close();
});

afterAll(async () => {
  await Promise.all([passwords?.stop(), encrypted?.stop()]);
});

async function refusal(target: Target): Promise<PgmendError> {
  const opened = await connect(target).catch((error: unknown) => error);
  if (opened instanceof PgmendError) return opened;
  throw new Error(`connected, or failed otherwise: ${String(opened)}`);
}

describe('no way in says why:', () => {
  it.each([
    ['the wrong password', 'wrong-password', () => ({ password: 'secret-wrong' })],
    ['no password', 'password-missing', () => ({ password: null })],
    ['a role that may not log in', 'role-missing', () => ({ user: 'nologin', password: 'x' })],
    // With passwords the server does not tell whether the role exists.
    ['a role that is not there', 'wrong-password', () => ({ user: 'nobody', password: 'x' })],
    ['no such database', 'no-such-database', () => ({ database: 'nowhere' })],
    [
      'no right to connect',
      'no-permission',
      () => ({ user: 'outside', password: 'x', database: 'closed' }),
    ],
    ['too many connections', 'too-many-connections', () => ({ user: 'narrow', password: 'x' })],
    ['nothing listening', 'server-down', () => ({ port: 1 })],
    ['an unknown host', 'host-not-found', () => ({ host: 'nowhere.invalid' })],
    ['TLS required and not offered', 'tls-unsupported', () => ({ tls: { mode: 'require' } })],
  ] as const)('%s', async (_, code, change) => {
    const target: Target = { ...passwords.target(), ...(change() as Partial<Target>) };
    const error = await refusal(target);
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    expect(error.next).not.toBe('');
    expect(`${error.message} ${error.next}`).not.toContain('secret-wrong');
  });

  it('a role that is not there, where no password is asked for', async () => {
    const target = { ...encrypted.target(), user: 'nobody', tls: { mode: 'require' } as const };
    expect((await refusal(target)).code).toBe('role-missing');
  });

  it('TLS required by the server', async () => {
    const error = await refusal({ ...encrypted.target(), tls: null });
    expect(error.code).toBe('tls-required');
    expect(error.next).toContain('sslmode=require');
  });

  it('a certificate that nobody known has signed', async () => {
    const error = await refusal({ ...encrypted.target(), tls: { mode: 'verify-full' } });
    expect(error.code).toBe('certificate-unknown');
    expect(error.next).toContain('sslrootcert');
  });

  it('a certificate for another name', async () => {
    const tls: TlsTarget = { mode: 'verify-full', ca: certificate.cert };
    expect((await refusal({ ...encrypted.target(), tls })).code).toBe('certificate-other-name');
  });
});

describe('TLS', () => {
  const ca = () => certificate.cert;
  it.each<[string, () => TlsTarget]>([
    ['prefer', () => ({ mode: 'prefer' })],
    ['require', () => ({ mode: 'require' })],
    ['verify-ca with the authority', () => ({ mode: 'verify-ca', ca: ca() })],
    [
      'verify-full by the name in the certificate',
      () => ({ mode: 'verify-full', ca: ca(), servername: 'db.example' }),
    ],
  ])('%s encrypts', async (_, tls) => {
    const session = await connect({ ...encrypted.target(), tls: tls() });
    const { rows } = await session.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    await session.close();
    expect(rows).toEqual([{ ssl: true }]);
    expect(session.encrypted).toBe(true);
  });

  it('prefer goes on without it where the server has none', async () => {
    const session = await connect({ ...passwords.target(), tls: { mode: 'prefer' } });
    await session.close();
    expect(session.encrypted).toBe(false);
  });
});

describe('the command line', () => {
  it('says it in one sentence, with the next step, and ends with 2', async () => {
    const { host, port } = passwords.target();
    const url = `postgres://postgres:secret-wrong@${host}:${port}/postgres`;
    const { code, stdout, stderr } = await runCli(['log', '--url', url]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.replaceAll(String(port), 'PORT')).toBe(
      'using --url: database postgres on 127.0.0.1:PORT as postgres\n' +
        'pgmend: The server at 127.0.0.1:PORT does not accept the password of role postgres. [wrong-password]\n' +
        '  Check the user name and the password. It comes from --url.\n',
    );
  });

  it('says a lost connection as such', async () => {
    const own = await connect({ ...encrypted.target(), tls: { mode: 'require' } });
    const other = await connect({ ...encrypted.target(), tls: { mode: 'require' } });
    await other.query('SELECT pg_terminate_backend($1)', [own.pid]);
    await expect(own.query('SELECT 1')).rejects.toMatchObject({ code: 'connection-lost' });
    await other.close();
  });
});
