import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speaksLibpq } from '../../src/relay/libpq-command.ts';
import { redirectEnvironment, substituteUrl } from '../../src/relay/redirect.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { openStage, type Stage } from './stage.ts';

const target = {
  host: 'localhost',
  port: 5432,
  user: 'app user',
  database: 'shop',
  password: 'p@ss/word',
  tls: null,
  source: 'a test',
};
const relay = { host: '127.0.0.1', port: 6000 };
const rewritten = (url: string, tls: boolean) =>
  redirectEnvironment({
    relay,
    target: { ...target, tls: tls ? { mode: 'verify-full' } : null },
    env: { DATABASE_URL: url },
  }).DATABASE_URL;

describe('the environment of a command', () => {
  it.each([
    ['postgres://u:p%40%2F@localhost:5432/shop', 'postgres://u:p%40%2F@127.0.0.1:6000/shop'],
    [
      'postgresql://u@127.0.0.1/shop?schema=a&application_name=x',
      'postgresql://u@127.0.0.1:6000/shop?schema=a&application_name=x',
    ],
    ['postgres://u@[::1]:5432/shop', 'postgres://u@127.0.0.1:6000/shop'],
    ['postgres://u@/shop?host=localhost&port=5432', 'postgres://u@127.0.0.1:6000/shop'],
    [
      'postgres://u@localhost/shop?sslmode=prefer',
      'postgres://u@127.0.0.1:6000/shop?sslmode=disable',
    ],
    ['postgres://u@other:5432/shop', 'postgres://u@other:5432/shop'],
    ['postgres://u@localhost:5433/shop', 'postgres://u@localhost:5433/shop'],
    [
      'jdbc:postgresql://localhost:5432/shop?user=u&ssl=true',
      'jdbc:postgresql://127.0.0.1:6000/shop?user=u',
    ],
    [
      'postgresql+asyncpg://u:p@localhost:5432/shop?ssl=require',
      'postgresql+asyncpg://u:p@127.0.0.1:6000/shop',
    ],
    ['pgx5://u@localhost:5432/shop', 'pgx5://u@127.0.0.1:6000/shop'],
    [
      "host=localhost user=u password='a b' dbname=shop sslmode=prefer",
      "host=127.0.0.1 user=u password='a b' dbname=shop sslmode=disable port=6000",
    ],
    ['host=other user=u dbname=shop', 'host=other user=u dbname=shop'],
    ['user=u dbname=shop', 'user=u dbname=shop'],
    ['user=u and host=localhost', 'user=u and host=localhost'],
    ['mysql://u@localhost:5432/shop', 'mysql://u@localhost:5432/shop'],
  ])('%s', (url, expected) => {
    expect(rewritten(url, false)).toBe(expected);
  });

  it('asks for no TLS on the loopback leg: the relay verifies the server', () => {
    expect(
      rewritten(
        'postgres://u:p@localhost/shop?sslmode=verify-full&sslrootcert=/ca.pem&channel_binding=require',
        true,
      ),
    ).toBe('postgres://u:p@127.0.0.1:6000/shop?sslmode=disable&channel_binding=disable');
    expect(rewritten('postgres://u:p@localhost/shop', true)).toBe(
      'postgres://u:p@127.0.0.1:6000/shop?sslmode=disable',
    );
    const env = redirectEnvironment({
      relay,
      target: { ...target, tls: { mode: 'require' } },
      env: {},
      libpq: true,
    });
    expect(env).toMatchObject({
      PGSSLMODE: 'disable',
      PGCHANNELBINDING: 'disable',
      PGHOST: '127.0.0.1',
      PGPORT: '6000',
    });
  });

  it('says PGCHANNELBINDING only to libpq: lib/pq refuses to connect where it is set', () => {
    const tls = { ...target, tls: { mode: 'require' } as const };
    expect(redirectEnvironment({ relay, target: tls, env: {} }).PGCHANNELBINDING).toBeUndefined();
    const set = redirectEnvironment({ relay, target, env: { PGCHANNELBINDING: 'require' } });
    expect(set.PGCHANNELBINDING).toBe('disable');
    const words = [
      'psql',
      '/usr/bin/psql',
      'bin/rails',
      'pg_restore',
      'ruby3.1',
      'dbmate',
      'npx',
      '',
    ];
    expect(words.filter((word) => speaksLibpq([word]))).toEqual(words.slice(0, 5));
  });

  it('keeps the NODE_OPTIONS that are there', () => {
    const env = redirectEnvironment({
      relay,
      target,
      env: { NODE_OPTIONS: '--max-old-space-size=512' },
    });
    expect(env.NODE_OPTIONS).toMatch(/^--max-old-space-size=512 --require ".*preload\.cjs"$/);
  });

  it('takes from .env what leads to the target, and what is set wins', () => {
    const env = redirectEnvironment({
      relay,
      target,
      env: { DIRECT_URL: 'postgres://u@other/shop' },
      envFile: {
        DATABASE_URL: 'postgres://u@localhost/shop',
        DIRECT_URL: 'postgres://u@localhost/shop',
        OTHER_URL: 'postgres://u@other/shop',
        SECRET: 'x',
      },
    });
    expect(env).toMatchObject({
      DATABASE_URL: 'postgres://u@127.0.0.1:6000/shop',
      DIRECT_URL: 'postgres://u@other/shop',
    });
    expect([env.OTHER_URL, env.SECRET]).toEqual([undefined, undefined]);
  });

  it('leads connection strings in the command to the relay', () => {
    const command = [
      ...['migrate', '-database', 'postgres://u@localhost:5432/shop', '--x=postgres://u@b/c'],
      '--url=postgres://u@localhost/shop?sslmode=disable',
    ];
    expect(substituteUrl(command, { relay, target, env: {} })).toEqual([
      ...['migrate', '-database', 'postgres://u@127.0.0.1:6000/shop', '--x=postgres://u@b/c'],
      '--url=postgres://u@127.0.0.1:6000/shop?sslmode=disable',
    ]);
  });

  it('puts a connection string into the command', () => {
    expect(substituteUrl(['migrate', '--db={url}'], { relay, target, env: {} })).toEqual([
      'migrate',
      '--db=postgresql://app%20user:p%40ss%2Fword@127.0.0.1:6000/shop?sslmode=disable',
    ]);
  });
});

describe('a Node process with its connection hard-coded', () => {
  let stage: Stage;
  let folder: string;
  beforeAll(async () => {
    stage = await openStage(await sharedServer(majors.at(-1) ?? 18));
    folder = mkdtempSync(join(tmpdir(), 'with spaces '));
    cpSync('src/relay/preload.cjs', join(folder, 'preload.cjs'));
  });
  afterAll(async () => {
    await stage.close();
    rmSync(folder, { recursive: true });
  });

  async function run(file: string, script: string, command = ['node']): Promise<string> {
    const path = join(process.cwd(), `test/relay/.${process.pid}-${file}`);
    writeFileSync(path, script);
    try {
      const env = redirectEnvironment({
        relay: stage.relay,
        target: stage.target,
        env: process.env,
      });
      env.NODE_OPTIONS = `--require "${join(folder, 'preload.cjs')}"`;
      const [program = 'node', ...args] = [...command, path];
      const child = spawn(program, args, { env });
      let out = '';
      let errors = '';
      child.stdout.on('data', (bytes) => {
        out += bytes;
      });
      child.stderr.on('data', (bytes) => {
        errors += bytes;
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      return code === 0 ? out.trim() : errors;
    } finally {
      rmSync(path);
    }
  }

  const connection = (host: string) =>
    JSON.stringify({
      host,
      port: stage.target.port,
      user: stage.target.user,
      database: stage.target.database,
      password: 'x',
    });
  const body = (host: string) =>
    `const c = new pg.Client(${connection(host)}); c.connect().then(() => c.query('SELECT 1 AS n')).then((r) => { console.log(r.rows[0].n); return c.end(); });`;

  async function reaches(work: () => Promise<string>): Promise<void> {
    const before = stage.relay.accepted();
    expect(await work()).toBe('1');
    expect(stage.relay.accepted()).toBe(before + 1);
  }

  it('CommonJS', () =>
    reaches(() => run('a.cjs', `const pg = require('pg'); ${body('localhost')}`)));
  it('ESM, under another name of the loopback address', () =>
    reaches(() => run('b.mjs', `import pg from 'pg'; ${body('127.0.0.1')}`)));
  it('through npx', () =>
    reaches(() =>
      run('c.cjs', `const pg = require('pg'); ${body('localhost')}`, [
        'npx',
        '--no-install',
        'tsx',
      ]),
    ));
  it('in a worker and in a child process', async () => {
    await reaches(() =>
      run(
        'd.cjs',
        `const { Worker } = require('node:worker_threads'); new Worker(${JSON.stringify(`const pg = require('pg'); `)} + ${JSON.stringify('')} + \`${body('localhost')}\`, { eval: true });`,
      ),
    );
    await reaches(() =>
      run(
        'e.cjs',
        `const { fork } = require('node:child_process'); if (process.argv[2] === 'c') { const pg = require('pg'); ${body('localhost')} } else fork(__filename, ['c']);`,
      ),
    );
  });
  it('other ports are left alone', async () => {
    const before = stage.relay.accepted();
    const script = `require('node:net').connect(1, 'localhost').on('error', (e) => console.log(e.code ?? e.errors[0].code));`;
    expect(await run('f.cjs', script)).toBe('ECONNREFUSED');
    expect(stage.relay.accepted()).toBe(before);
  });
});
