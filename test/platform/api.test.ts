import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sharedServer } from '../servers/shared-server.ts';
import { databaseEnvironment, finished, pgmend, platform } from './child-process.ts';

// Several commands, each a process or more, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let server: ChildProcess;
let base: string;

beforeAll(async () => {
  const database = await sharedServer(18);
  const env = databaseEnvironment(await database.createDatabase());
  await finished([process.execPath, 'scripts/prepare-database.cjs'], platform, env);
  const migrate = ['npx', '--no-install', 'sequelize-cli', 'db:migrate'];
  const run = await finished([...pgmend, 'run', '--yes', '--', ...migrate], platform, env);
  if (run.exitCode !== 0) throw new Error(`${run.stdout}${run.stderr}`);

  server = spawn(process.execPath, ['src/server.js'], {
    cwd: platform,
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (server.stdout === null) throw new Error('the server has no stdout');
  const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
  base = /http:\S+/.exec(String(line))?.[0] ?? '';
});

afterAll(async () => {
  if (server === undefined || server.exitCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'close');
});

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests assert.
  readonly body: any;
}

async function call(method: string, path: string, token = '', input?: object): Promise<Answer> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });
  return { status: response.status, body: await response.json() };
}

const post = (path: string, token: string, input: object = {}) => call('POST', path, token, input);
const get = (path: string, token = '') => call('GET', path, token);

async function logIn(username: string): Promise<string> {
  const { status, body } = await post('/login', '', { username, password: 'open-sesame' });
  expect(status).toBe(200);
  return body.token;
}

test('a member of old logs in and finds the bookings that were mapped', async () => {
  const ruth = await get('/me/sessions', await logIn('ruth'));
  expect(ruth.body.map((one: { id: number }) => one.id)).toEqual([1, 5]);
  const marco = await get('/me/sessions', await logIn('marco'));
  expect(marco.body.map((one: { id: number }) => one.id)).toEqual([2, 10]);
  expect((await get('/sessions')).body.map((one: { id: number }) => one.id)).toEqual([11, 12]);
});

test('a new member signs up, books, cancels, follows, posts and reads the feed', async () => {
  const zoe = { username: 'Zoe', email: 'zoe@gym.example', password: 'long enough' };
  const signedUp = await post('/members', '', zoe);
  expect(signedUp).toMatchObject({ status: 201, body: { member: { username: 'zoe' } } });
  expect(await post('/members', '', zoe)).toMatchObject({ status: 409 });
  expect(await post('/login', '', { ...zoe, password: 'wrong' })).toMatchObject({ status: 401 });
  const { body: login } = await post('/login', '', zoe);
  const { token, member } = login;
  const ruth = await logIn('ruth');

  expect(await post('/sessions/11/book', '')).toMatchObject({ status: 401 });
  const booked = await post('/sessions/11/book', token);
  expect(booked).toMatchObject({ status: 201, body: { userId: member.id, status: 'booked' } });
  expect(await post('/sessions/11/book', ruth)).toMatchObject({ status: 409 });
  expect(await post('/sessions/11/cancel', ruth)).toMatchObject({ status: 409 });
  const cancelled = await post('/sessions/11/cancel', token, { reason: 'ill' });
  expect(cancelled).toMatchObject({
    status: 200,
    body: { status: 'cancelled', cancelledBy: member.id, cancellationReason: 'ill' },
  });

  const { body: me } = await get('/me', ruth);
  expect(await post(`/members/${me.id}/follow`, token)).toMatchObject({ status: 201 });
  expect(await post('/members/99999/follow', token)).toMatchObject({ status: 404 });
  const { body: runners } = await post('/communities', ruth, { name: 'Runners' });
  const mornings = { content: 'Who runs at six?', communityId: runners.id };
  expect(await post('/posts', token, mornings)).toMatchObject({ status: 403 });
  expect(await post('/posts', ruth, mornings)).toMatchObject({ status: 201 });
  await post('/posts', await logIn('tom'), { content: 'Nobody follows me.' });
  expect(await post(`/communities/${runners.id}/join`, token)).toMatchObject({ status: 201 });
  expect(await post('/posts', token, mornings)).toMatchObject({ status: 201 });

  const { body: feed } = await get('/feed', token);
  expect(feed.map((one: { author: { username: string } }) => one.author.username)).toEqual([
    'zoe',
    'ruth',
  ]);
  expect((await get('/communities')).body).toMatchObject([{ name: 'Runners', ownerId: me.id }]);
});
