import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import type { RelayOptions } from '../../src/relay/relay.ts';
import type { Waiting } from '../../src/relay/watch-waiting.ts';
import { runCli, urlOf } from '../cli/run-cli.ts';
import { majors, sharedServer, startServer } from '../servers/start-server.ts';
import { configurationOf, openStage, type Stage } from './stage.ts';

const migrate = fileURLToPath(new URL('../cli/migrate.mjs', import.meta.url));

const stages: Stage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});

async function stageOf(
  major: number,
  options: Partial<RelayOptions> = {},
): Promise<{ stage: Stage; events: Waiting[] }> {
  const events: Waiting[] = [];
  const stage = await openStage(await sharedServer(major), {
    onWaiting: (waiting) => events.push(waiting),
    ...options,
  });
  stages.push(stage);
  await stage.direct('CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users VALUES (1)');
  return { stage, events };
}

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; waited < 5_000 && !done(); waited += 50) await sleep(50);
  expect(done()).toBe(true);
}

const pidOf = (client: pg.Client) => (client as unknown as { processID: number }).processID;

describe.each(majors)('a statement that waits for a lock (PostgreSQL %i)', (major) => {
  it('on another connection of the same command: the migration waits for itself', async () => {
    const { stage, events } = await stageOf(major);
    const first = await stage.client();
    const second = await stage.client();
    await first.query('BEGIN');
    await first.query('SELECT * FROM users WHERE id = $1', [1]);
    const altered = second.query('ALTER TABLE users ADD COLUMN name text');
    await until(() => events.length > 0);
    expect(events[0]).toMatchObject({
      connection: { number: 2, pid: pidOf(second) },
      statement: 'ALTER TABLE users ADD COLUMN name text',
      relation: { schema: 'public', name: 'users' },
      mode: 'AccessExclusiveLock',
      ended: false,
      holders: [
        {
          pid: pidOf(first),
          connection: { number: 1 },
          state: 'idle in transaction',
          lastStatement: 'SELECT * FROM users WHERE id = $1',
        },
      ],
    });
    expect(events[0]?.seconds).toBeGreaterThan(0.5);
    await sleep(1_200);
    expect(events).toHaveLength(1);
    await first.query('COMMIT');
    await altered;
  });

  it('on somebody else: ended after the time that is allowed', async () => {
    const { stage, events } = await stageOf(major, { lockTimeout: 2_000 });
    const other = await (await sharedServer(major)).session(stage.target);
    await other.query('BEGIN');
    await other.query('UPDATE users SET id = 2');
    const client = await stage.client();
    const updated = expect(client.query('UPDATE users SET id = 3')).rejects.toMatchObject({
      code: '57014',
    });
    await until(() => events.some(({ ended }) => ended));
    await updated;
    expect(events.map(({ ended }) => ended)).toEqual([false, true]);
    expect(events[0]).toMatchObject({
      relation: { name: 'users' },
      holders: [{ pid: other.pid, connection: null, applicationName: 'pgmend' }],
    });
    await other.close();
  });

  it('of a client that took long to log in', async () => {
    const server = await startServer(major, { auth: 'scram-sha-256' });
    try {
      const { stage, events } = await stageOf(major, { upstream: await server.createDatabase() });
      const other = await server.session(stage.target);
      await other.query('BEGIN');
      await other.query('LOCK TABLE users');
      const password = async () => {
        await sleep(1_200);
        return stage.target.password ?? '';
      };
      const client = new pg.Client({ ...configurationOf(stage.through), password });
      await client.connect();
      const updated = client.query('UPDATE users SET id = 3');
      await until(() => events.length > 0);
      expect(events[0]).toMatchObject({
        connection: { pid: pidOf(client) },
        holders: [{ pid: other.pid, connection: null }],
      });
      await other.close();
      await updated;
      await client.end();
    } finally {
      for (const stage of stages.splice(0)) await stage.close();
      await server.stop();
    }
  });

  it('is said by run, and ended by --lock-timeout', async () => {
    const { stage } = await stageOf(major);
    const other = await (await sharedServer(major)).session(stage.target);
    await other.query('BEGIN');
    await other.query(`SELECT * FROM users WHERE 'secret' <> ''`);
    const { code, stdout, stderr } = await runCli(
      ['run', '--lock-timeout', '2s', '--', process.execPath, migrate, 'DROP TABLE users'],
      { env: { DATABASE_URL: urlOf(stage.target) } },
    );
    await other.close();
    expect([code, stdout]).toEqual([4, 'failed: 57014 canceling statement due to user request\n']);
    expect(stderr).toContain('The migration waits for a lock on users (AccessExclusiveLock)');
    expect(stderr).toContain(
      `Process ${other.pid} (pgmend, role postgres) holds it, idle in transaction`,
    );
    expect(stderr).toContain("SELECT * FROM users WHERE '…' <> '…'");
    expect(stderr).toContain('was cancelled (--lock-timeout)');
  });

  it('is said as well where pgmend itself has to look at the locked table first', async () => {
    const { stage } = await stageOf(major);
    await stage.direct(
      'CREATE TABLE posts (id int PRIMARY KEY, "userId" int DEFAULT 1 CHECK ("userId" > 0))',
    );
    const other = await (await sharedServer(major)).session(stage.target);
    await other.query('BEGIN');
    await other.query('LOCK TABLE posts');
    const statement = 'ALTER TABLE posts ADD FOREIGN KEY ("userId") REFERENCES users';
    const { code, stdout, stderr } = await runCli(
      ['run', '--lock-timeout', '2s', '--', process.execPath, migrate, statement],
      { env: { DATABASE_URL: urlOf(stage.target) } },
    );
    await other.close();
    expect([code, stdout], stderr).toEqual([
      4,
      'failed: 57014 canceling statement due to user request\n',
    ]);
    expect(stderr).toContain('The migration waits for a lock on posts');
    expect(stderr).toContain(statement);
    expect(stderr).toContain('was cancelled (--lock-timeout)');
  }, 30_000);

  it('is not claimed of one that only takes long', async () => {
    const { stage, events } = await stageOf(major, { lockTimeout: 100 });
    await (await stage.client()).query('SELECT pg_sleep(2.2)');
    expect(events).toEqual([]);
  });
});
