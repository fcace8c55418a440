import { spawn } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { superuser } from '../servers/data-directory.ts';
import { majors, type Server, startServer, type Target } from '../servers/start-server.ts';
import { installProject, isInstalled, pathWith, versionOf } from '../tool-table/install-project.ts';
import { projectFolder } from '../tool-table/project-folder.ts';
import { psql } from '../tool-table/projects/scripts.ts';
import { tableFaults } from '../tool-table/table-fault.ts';
import { type ToolProject, urlOf } from '../tool-table/tool-project.ts';
import { type TlsClient, tlsClients } from './clients.ts';
import { type PrivateAuthority, privateAuthority } from './private-authority.ts';

const [fault] = tableFaults;

/** npm's packages are quick to bring; what other registries have has to be there, from `npm run tools`. */
const bringable = (project: ToolProject) =>
  (project.from ?? 'npm') === 'npm' || isInstalled(project);

describe('a server that takes only TLS, its certificate from a private authority', () => {
  let server: Server;
  let authority: PrivateAuthority;
  let databases = 0;
  beforeAll(async () => {
    authority = await privateAuthority();
    server = await startServer(majors.at(-1) ?? 18, {
      auth: 'scram-sha-256',
      tls: { ...authority.server, required: true },
    });
    for (const { project } of tlsClients) if (bringable(project)) installProject(project);
  }, 600_000);
  afterAll(() => server.stop());

  /** A database that a migration stops in, as the tools' configurations name it. */
  async function stoppingDatabase(): Promise<Target> {
    const main = {
      ...server.target(),
      host: 'localhost',
      password: superuser.password,
      tls: { mode: 'require' } as const,
    };
    databases += 1;
    const target = { ...main, database: `shop_${databases}` };
    const creating = await server.session(main);
    await creating.query(`CREATE DATABASE ${target.database}`);
    await creating.close();
    const session = await server.session(target);
    await session.query(fault?.before ?? '');
    await session.close();
    return target;
  }

  async function keysOf(target: Target): Promise<unknown> {
    const session = await server.session(target);
    const { rows } = await session.query(
      `SELECT count(*)::int AS keys FROM pg_constraint WHERE conname = 'bookings_user_id_fkey'`,
    );
    await session.close();
    return rows[0];
  }

  const ready = ({ project }: TlsClient) => {
    if (!bringable(project)) return { reason: '`npm run tools` brings it' };
    const installed = installProject(project);
    if ('reason' in installed) return installed;
    const version = versionOf(project, installed.folder);
    return version === null ? { reason: 'it is not on this machine' } : installed;
  };

  async function migrate(
    project: ToolProject,
    installed: string,
    target: Target,
    parameters: string | null,
  ) {
    const folder = projectFolder(project, installed, target);
    copyFileSync(authority.file, join(folder, 'ca.pem'));
    copyFileSync(authority.strangerFile, join(folder, 'stranger.pem'));
    const url = parameters === null ? [] : ['--url', `${urlOf(target)}?${parameters}`];
    const words = project.migrate.map((word) =>
      word
        .replace('$DATABASE_URL', urlOf(target))
        .replace('$JDBC_URL', `jdbc:postgresql://${target.host}:${target.port}/${target.database}`),
    );
    const [command = '', ...args] = [...builtCommand, 'run', '--yes', ...url, '--', ...words];
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(PG|DATABASE_URL$|NODE_OPTIONS$|NODE_ENV$)/.test(name),
    );
    const env = {
      ...Object.fromEntries(inherited),
      NO_COLOR: '1',
      PATH: pathWith(project, installed),
      ...project.env?.(target),
    };
    for (const [first = '', ...rest] of project.baseline ?? [])
      await ended(first, rest, folder, env);
    const result = await ended(command, args, folder, env);
    rmSync(folder, { recursive: true, force: true });
    return result;
  }

  async function ended(
    command: string,
    args: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
  ) {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, said };
  }

  const verified = 'sslmode=verify-full&sslrootcert=ca.pem';

  it.each(tlsClients.map((client) => [client.how, client] as const))(
    'goes through: %s',
    async (_how, client) => {
      const installed = ready(client);
      if ('reason' in installed) return console.warn(`not run: ${client.how}: ${installed.reason}`);
      const target = await stoppingDatabase();
      const own = client.project.findable === true || client.project.env !== undefined;
      const { code, said } = await migrate(
        client.project,
        installed.folder,
        target,
        own && client.project.env?.(target).NODE_EXTRA_CA_CERTS === undefined ? null : verified,
      );
      expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('Mended') });
      expect(await keysOf(target)).toEqual({ keys: 1 });
    },
    180_000,
  );

  it.each([
    ['an authority that did not sign', 'sslmode=verify-full&sslrootcert=stranger.pem', 'localhost'],
    ['another name', 'sslmode=verify-full&sslrootcert=ca.pem', '127.0.0.1'],
    [
      'require with an authority that did not sign',
      'sslmode=require&sslrootcert=stranger.pem',
      'localhost',
    ],
    ['no authority that Node knows', 'sslmode=verify-full', 'localhost'],
  ])('pgmend refuses the server: %s', async (_why, parameters, host) => {
    const [{ project }] = tlsClients as [TlsClient];
    const installed = ready({ how: '', project });
    if ('reason' in installed) return console.warn(`not run: ${installed.reason}`);
    const target = { ...(await stoppingDatabase()), host };
    const { code, said } = await migrate(project, installed.folder, target, parameters);
    expect(code).toBe(2);
    expect(said).toMatch(/\[certificate-(?:unknown|other-name)\]/);
    expect(said).not.toMatch(/Held:|\n +at /);
  });

  it.each(['pg, ssl: { rejectUnauthorized: false }', 'psql'])(
    'require alone verifies nothing: %s',
    async (how) => {
      const client = tlsClients.find((one) => one.how === how) ?? {
        how,
        project: {
          ...psql,
          env: () => ({}),
          migrate: ['psql', '{url}', '-X', '-f', 'migration.sql'],
        },
      };
      const installed = ready(client);
      if ('reason' in installed) return console.warn(`not run: ${installed.reason}`);
      const target = await stoppingDatabase();
      const ended = await migrate(client.project, installed.folder, target, 'sslmode=require');
      expect(ended).toMatchObject({ code: 0 });
      expect(await keysOf(target)).toEqual({ keys: 1 });
    },
  );

  it.each([
    'pg, ssl: { ca }',
    'postgres.js, ssl: { ca }',
    'Django (psycopg 3), OPTIONS',
    'Alembic (psycopg2), its URL',
    'Alembic (asyncpg), an SSL context',
  ])('a check that the program asks for is never quietly left out: %s', async (how) => {
    const client = tlsClients.find((one) => one.how === how) as TlsClient;
    const installed = ready(client);
    if ('reason' in installed) return console.warn(`not run: ${installed.reason}`);
    const target = await stoppingDatabase();
    const { code, said } = await migrate(
      client.project,
      installed.folder,
      target,
      'sslmode=require',
    );
    expect(code).not.toBe(0);
    expect(said).toContain('pgmend was not told to verify the server');
    expect(await keysOf(target)).toEqual({ keys: 0 });
  });
});
