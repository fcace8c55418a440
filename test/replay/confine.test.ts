import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { confinedEnvironment } from '../../src/relay/confine.ts';
import { finished } from '../platform/child-process.ts';
import { majors, type Server as PostgresServer, startServer } from '../servers/start-server.ts';
import { check, project } from './run-check.ts';
import { migration } from './sequelize-project.ts';

vi.setConfig({ testTimeout: 180_000 });

/** Stands for the real database: whoever reaches it is counted. */
let reached = 0;
const traps: Server[] = [];
let port = 0;
/** Of this file alone: what a replay leaves on it is counted. */
let postgres: PostgresServer;
let serverUrl = '';
const socket = path.join(tmpdir(), `pgmend-trap-${process.pid}`, '.s.PGSQL.5432');

beforeAll(async () => {
  postgres = await startServer(majors.at(-1) ?? 18);
  const server = postgres.target();
  serverUrl = `postgres://${server.user}:${server.password}@${server.host}:${server.port}/postgres`;
  mkdirSync(path.dirname(socket), { recursive: true });
  for (const place of [{ port: 0, host: '127.0.0.1' }, { path: socket }]) {
    const trap = createServer((one) => {
      reached += 1;
      one.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(place, () => resolve()));
    traps.push(trap);
    const address = trap.address();
    if (typeof address === 'object' && address !== null) port = address.port;
  }
});
afterAll(async () => {
  for (const trap of traps) trap.close();
  await postgres?.stop();
});

const config = (host: string, at: number | string) => ({
  'config/config.js': `module.exports = { development: { host: '${host}', port: ${at}, username: 'app',
    password: 'secret', database: 'shop', dialect: 'postgres', logging: false, dialectOptions: { ssl: { rejectUnauthorized: true } } } };`,
});
const table = migration(
  `await queryInterface.createTable('made', { id: { type: Sequelize.INTEGER, primaryKey: true } });`,
);

test('the trap counts', async () => {
  const { connect } = await import('node:net');
  for (const place of [{ port, host: '127.0.0.1' }, { path: socket }]) {
    await new Promise((resolve) => connect(place).on('error', resolve).on('close', resolve));
  }
  expect(reached).toBe(2);
  reached = 0;
});

test.each([
  ['a host and port', () => config('127.0.0.1', port)],
  ['a Unix socket', () => config(path.dirname(socket), 5432)],
])('a configuration with %s of the real database is led to the scratch one', async (_, files) => {
  const { code, result } = await check(project({ ...files(), 'migrations/1-a.js': table }), [
    '--no-database',
    '--server',
    serverUrl,
  ]);
  expect({ code, ran: result.ran, findings: result.findings, reached }).toEqual({
    code: 0,
    ran: 1,
    findings: [],
    reached: 0,
  });
});

test('a URL in the environment is led there, whether it is set or not', async () => {
  const files = {
    'config/config.js': `module.exports = { development: { use_env_variable: 'MY_DATABASE', dialect: 'postgres', logging: false } };`,
    'migrations/1-a.js': table,
  };
  for (const env of [{}, { MY_DATABASE: `postgres://app@127.0.0.1:${port}/shop` }]) {
    const { code, result } = await check(
      project(files),
      ['--no-database', '--server', serverUrl],
      env as Record<string, string>,
    );
    expect({ code, ran: result.ran, reached }).toEqual({ code: 0, ran: 1, reached: 0 });
  }
});

const here = () => `host: '127.0.0.1', port: ${port}`;
const client = () => `new (require('pg').Client)({ ${here()} })`;
const script = () =>
  `require('node:net').connect({ ${here()} }).on('error', (e) => { console.error(e.message); process.exit(7); }).on('connect', () => process.exit(0))`;

test.each<[string, () => string]>([
  ['the driver, with another server', () => `await ${client()}.connect();`],
  [
    'a socket of its own',
    () =>
      `await new Promise((go, stop) => require('node:net').connect({ ${here()} }, go).on('error', stop));`,
  ],
  [
    'a socket that is made first',
    () =>
      `await new Promise((go, stop) => new (require('node:net').Socket)().connect(${port}, '127.0.0.1', go).on('error', stop));`,
  ],
  [
    'a lookup that answers with another address',
    () => `const net = require('node:net');
    await new Promise((go, stop) => net.connect({ host: 'elsewhere.example', port: ${port}, lookup: (n, o, f) => f(null, o.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4) }, go).on('error', stop));`,
  ],
  [
    'TLS',
    () =>
      `await new Promise((go, stop) => require('node:tls').connect({ ${here()} }, go).on('error', stop));`,
  ],
  [
    'a Unix socket',
    () =>
      `await new Promise((go, stop) => require('node:net').connect(${JSON.stringify(socket)}, go).on('error', stop));`,
  ],
  ['HTTP', () => `await fetch('http://127.0.0.1:${port}/');`],
  [
    'a shell',
    () =>
      `require('node:child_process').execSync('${process.execPath} -e "require(\\'net\\').connect(${port})"');`,
  ],
  [
    'another program',
    () =>
      `await new Promise((go, stop) => require('node:child_process').spawn('psql', ['-p', '${port}']).on('close', go).on('error', stop));`,
  ],
  [
    'a Node process with an environment of its own',
    () => `const { status } = require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(script())}], { env: {} });
    if (status !== 0) throw new Error('the child ended with ' + status);`,
  ],
  [
    'a forked process with an environment of its own',
    () => `const { writeFileSync } = require('node:fs'); writeFileSync(__dirname + '/child.js', ${JSON.stringify(script())});
    const status = await new Promise((go) => require('node:child_process').fork(__dirname + '/child.js', { env: {}, execArgv: [] }).on('close', go));
    if (status !== 0) throw new Error('the child ended with ' + status);`,
  ],
  [
    'a worker thread with an environment of its own',
    () => `const { Worker } = require('node:worker_threads');
    await new Promise((go, stop) => new Worker(${JSON.stringify(`require('node:net').connect({ ${here()} }).on('error', (e) => { throw e; }).on('connect', () => process.exit(0))`)}, { eval: true, env: {}, execArgv: [] }).on('error', stop).on('exit', go));`,
  ],
  ['a binding of Node’s own', () => `process.binding('tcp_wrap');`],
  [
    'a native module',
    () =>
      `process.dlopen({ exports: {} }, '/project/node_modules/libpq/build/Release/addon.node');`,
  ],
])('a confined process does not get out by %s', async (_, body) => {
  const folder = project({});
  const report = path.join(folder, 'report.jsonl');
  const env = confinedEnvironment({
    relay: { host: '127.0.0.1', port: 1 },
    scratch: { user: 'postgres', database: 'postgres' },
    databases: [{ host: 'db.example', port: 5432 }],
    urlVariables: [],
    reportFile: report,
    preloads: [],
    tellsPlaces: false,
    env: { PATH: process.env.PATH, DATABASE_URL: `postgres://app:secret@127.0.0.1:${port}/shop` },
  });
  const file = path.join(folder, 'migrations.js');
  writeFileSync(
    file,
    `(async () => { ${body()} })().catch((error) => { console.error(error.message); process.exitCode = 9; });`,
  );
  const ended = await finished([process.execPath, file], folder, env);
  expect(reached).toBe(0);
  expect(ended.exitCode).toBe(9);
  expect(readFileSync(report, 'utf8')).toMatch(/"refused":/);
});

test('a confined process finds no credentials of another database', () => {
  const env = confinedEnvironment({
    relay: { host: '127.0.0.1', port: 7 },
    scratch: { user: 'postgres', database: 'postgres' },
    databases: [],
    urlVariables: ['MY_DATABASE'],
    reportFile: 'report',
    preloads: [],
    tellsPlaces: false,
    env: {
      PGPASSWORD: 'secret',
      PGSERVICE: 'real',
      DIRECT_URL: 'postgresql://app:secret@db/shop',
      HOME: '/h',
    },
  });
  expect(JSON.stringify(env)).not.toContain('secret');
  expect(env).toMatchObject({
    DIRECT_URL: 'postgresql://postgres@127.0.0.1:7/postgres',
    MY_DATABASE: 'postgresql://postgres@127.0.0.1:7/postgres',
    HOME: '/h',
  });
  expect(env).not.toHaveProperty('PGSERVICE');
});

test('a migration that wants out ends the replay, and is named', async () => {
  const folder = project({
    'migrations/1-a.js': table,
    'migrations/2-out.js': migration(`await ${client()}.connect();`),
  });
  const { code, findings } = await check(folder, ['--no-database', '--server', serverUrl]);
  expect({ code, reached }).toEqual({ code: 1, reached: 0 });
  expect(findings).toMatchObject([
    { kind: 'migration-fails', file: 'migrations/2-out.js', stopsHere: true },
  ]);
  expect(findings[0]?.says).toMatch(/reaches nothing but its scratch database/);
});

test.each([
  ['another database', 'DROP DATABASE template1'],
  ['a role', 'CREATE ROLE pgmend_escaped'],
  ['a setting of the server', "ALTER SYSTEM SET work_mem = '64MB'"],
  ['a program on the server', "COPY (SELECT 1) TO PROGRAM 'true'"],
  ['another server', 'CREATE EXTENSION dblink'],
])('a migration on a server does not reach %s', async (_, sql) => {
  const folder = project({
    'migrations/1-out.js': migration(
      `await queryInterface.sequelize.query(${JSON.stringify(sql)});`,
    ),
  });
  const { findings } = await check(folder, ['--no-database', '--server', serverUrl]);
  expect(findings).toMatchObject([{ file: 'migrations/1-out.js', line: 3, stopsHere: true }]);
  expect(JSON.stringify(findings)).toMatch(
    /permission denied|must be owner|only roles with|not allowed/i,
  );
});

test('no role and no database of a replay is left on the server', async () => {
  const session = await postgres.session(postgres.target());
  const { rows } = await session.query(
    `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'pgmend\\_%' UNION ALL
     SELECT datname FROM pg_database WHERE datname LIKE 'pgmend\\_replay%'`,
  );
  await session.close();
  expect(rows).toEqual([]);
});

test('a command that is not the tool’s own is refused before anything starts', async () => {
  const folder = project({ 'migrations/1-a.js': table });
  const { code, stderr } = await check(folder, ['--no-database', '--', 'psql', '-f', 'a.sql']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/replay-not-possible/);
});
