import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { majors, sharedServer, startServer } from '../servers/start-server.ts';
import { addKey, openStage, repair, type Stage, stateOf, tables } from './stage.ts';
import { frame, query, typesOf, wireClient } from './wire-client.ts';

const untouched = { type: 'uuid', keys: 0 };
const hasPsql = await new Promise<boolean>((resolve) => {
  const child = spawn('psql', ['--version'], { stdio: 'ignore' });
  child.on('error', () => resolve(false));
  child.on('close', (code) => resolve(code === 0));
});

function cancelPacket(key: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + key.length, 0);
  head.writeUInt32BE(80_877_102, 4);
  return Buffer.concat([head, key]);
}

describe.each(majors)('interruptions on PostgreSQL %i', (major) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage(await sharedServer(major));
    await stage.direct(tables);
  });
  afterEach(() => stage.close());

  async function cancel(key: Buffer): Promise<void> {
    const { connect } = await import('node:net');
    const socket = connect({ host: stage.relay.host, port: stage.relay.port });
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
      socket.resume();
      socket.write(cancelPacket(key));
    });
  }

  /** A question that waits until it is abandoned; `running` keeps a statement of pgmend's own under way. */
  function wait(running: boolean) {
    let asked: () => void = () => {};
    const question = new Promise<void>((resolve) => {
      asked = resolve;
    });
    stage.verdicts.push(async (held, session, signal) => {
      await repair(held, session, signal);
      if (running) session.query('SELECT pg_sleep(30)').catch(() => {});
      asked();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return { kind: 'retry' };
    });
    return question;
  }

  it.each([
    ['while it asks', false, false],
    ['while a repair runs', true, false],
    ['while it asks, in a transaction', false, true],
    ['while a repair runs, in a transaction', true, true],
  ])('a cancel %s gives the original error', async (_name, running, open) => {
    const client = await wireClient(stage.through);
    if (open) await client.exchange(query('BEGIN'));
    const question = wait(running);
    client.send(query(addKey));
    await question;
    await cancel(client.key);
    const answer = await client.until('Z');
    expect(typesOf(answer)).toBe('EZ');
    expect(answer.includes('C42804')).toBe(true);
    expect(String.fromCharCode(answer.at(-1) ?? 0)).toBe(open ? 'E' : 'I');
    expect(stage.settled).toEqual(['passed']);
    await client.exchange(query('COMMIT'));
    expect(await stateOf(stage)).toEqual(untouched);
    expect(typesOf(await client.exchange(query('SELECT 1')))).toBe('TDCZ');
    await client.end();
  });

  it('a cancel at any other time reaches the server', async () => {
    const client = await wireClient(stage.through);
    client.send(query('SELECT pg_sleep(30)'));
    await sleep(100);
    await cancel(client.key);
    expect((await client.until('Z')).includes('C57014')).toBe(true);
    await client.end();
  });

  it.each([false, true])(
    'a client that has gone gets nothing done (repair running: %s)',
    async (running) => {
      const client = await wireClient(stage.through);
      const question = wait(running);
      client.send(query(addKey));
      await question;
      client.socket.destroy();
      await expect.poll(() => stage.settled, { timeout: 5_000 }).toEqual(['passed']);
      await expect
        .poll(() =>
          stage.direct(
            'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
          ),
        )
        .toEqual([{ n: 0 }]);
      expect(await stateOf(stage)).toEqual(untouched);
    },
  );

  it('a backend that is ended while it is held closes the connection, and nothing else breaks', async () => {
    const client = await stage.client();
    const other = await stage.client();
    stage.verdicts.push(async (held, session, signal) => {
      await repair(held, session, signal);
      await stage.direct(`SELECT pg_terminate_backend(${held.connection.pid})`);
      await session.query('SELECT 1').catch(() => {});
      return { kind: 'retry' };
    });
    await expect(client.query(addKey)).rejects.toThrow();
    await expect.poll(() => stage.settled).toEqual(['rolled back']);
    expect(await stateOf(stage)).toEqual(untouched);
    expect((await other.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('a thousand connections leave no socket behind', async () => {
    const before = process.getActiveResourcesInfo().filter((one) => one.startsWith('TCP')).length;
    for (let round = 0; round < 50; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const client = await wireClient(stage.through);
          if (i % 3 === 0) await client.exchange(query('SELECT 1'));
          if (i % 5 === 0) client.socket.destroy();
          else await client.end();
        }),
      );
    }
    expect(stage.relay.accepted()).toBe(1_000);
    await expect
      .poll(() => process.getActiveResourcesInfo().filter((one) => one.startsWith('TCP')).length, {
        timeout: 10_000,
      })
      .toBeLessThanOrEqual(before);
    await expect
      .poll(
        () =>
          stage.direct(
            'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
          ),
        { timeout: 10_000 },
      )
      .toEqual([{ n: 0 }]);
  });

  it('what is no PostgreSQL client is turned away', async () => {
    const { connect } = await import('node:net');
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\0\0\0\x04', '\0']) {
      const socket = connect({ host: stage.relay.host, port: stage.relay.port });
      socket.on('error', () => {});
      socket.end(bytes);
      socket.resume();
      await new Promise((resolve) => socket.once('close', resolve));
    }
    const client = await wireClient(stage.through);
    client.send(frame('Q', 'SELECT 1\0').subarray(0, 7));
    client.socket.destroy();
    expect(stage.relay.accepted()).toBe(1);
  });

  it('postgres.js goes through: named, pipelined, in transactions', async () => {
    const sql = postgres({ ...stage.through, pass: '', max: 3, onnotice: () => {} } as never);
    await sql`CREATE TABLE made (id integer)`;
    const many = await Promise.all(
      Array.from({ length: 20 }, (_, i) => sql`SELECT ${i}::int AS i`),
    );
    expect(many.map(([row]) => row?.i)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    await sql.begin(async (tx) => {
      await tx`INSERT INTO users VALUES (${70})`;
      await tx.unsafe(addKey);
      await tx`INSERT INTO sessions ("userId") VALUES (${70})`;
    });
    expect(stage.settled).toEqual(['committed']);
    await sql.unsafe('ALTER TABLE sessions DROP CONSTRAINT "sessions_userId_fkey"');
    await sql`ALTER TABLE sessions ALTER COLUMN "userId" TYPE uuid USING NULL`;
    await sql`ALTER TABLE sessions ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES users (id)`;
    expect(stage.settled).toEqual(['committed', 'committed']);
    await sql.end();
  });

  it('queries that pg sends in a row are answered in order', async () => {
    const client = await stage.client();
    const results = await Promise.all([
      client.query('SELECT 1 AS n'),
      client.query({ text: addKey, name: 'key' }),
      client.query('SELECT $1::int AS n', [2]),
      client.query('BEGIN'),
      client.query('CREATE TABLE made (id integer)'),
      client.query('COMMIT'),
    ]);
    expect(results.map((one) => one.command)).toEqual([
      'SELECT',
      'ALTER',
      'SELECT',
      'BEGIN',
      'CREATE',
      'COMMIT',
    ]);
  });

  it.skipIf(!hasPsql)(
    `psql goes through${hasPsql ? '' : ' (skipped: there is no psql here)'}`,
    async () => {
      const url = `postgresql://${stage.through.user}@127.0.0.1:${stage.relay.port}/${stage.through.database}`;
      const child = spawn('psql', [url, '-v', 'ON_ERROR_STOP=1', '-qAt', '-1'], {
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let out = '';
      child.stdout.on('data', (bytes) => {
        out += bytes;
      });
      child.stderr.on('data', (bytes) => {
        out += bytes;
      });
      child.stdin.end(
        `CREATE TABLE copied (a integer, b text);\nCOPY copied FROM STDIN;\n1\tx\n2\ty\n\\.\n${addKey};\n\\copy copied TO STDOUT\nSELECT count(*) FROM copied;\n`,
      );
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect({ code, out }).toEqual({ code: 0, out: '1\tx\n2\ty\n2\n' });
      expect(stage.settled).toEqual(['committed']);
    },
  );
});

describe('a server that stops', () => {
  it('while a statement is held: the client sees the connection closed, and can come again', async () => {
    const server = await startServer(majors.at(-1) ?? 18);
    const stage = await openStage(server);
    await stage.direct(tables);
    const client = await stage.client();
    let crash: Promise<void> | null = null;
    stage.verdicts.push(async (held, session, signal) => {
      await repair(held, session, signal);
      crash = server.crash();
      await crash;
      await session.query('SELECT 1').catch(() => {});
      return { kind: 'retry' };
    });
    await expect(client.query(addKey)).rejects.toThrow();
    await expect.poll(() => stage.settled).toEqual(['rolled back']);
    await crash;
    await expect(stage.client()).rejects.toThrow('Nothing accepts connections');
    await server.restart();
    expect(await stateOf(stage)).toEqual(untouched);
    const again = await stage.client();
    expect((await again.query(addKey)).command).toBe('ALTER');
    await stage.close();
    await server.stop();
  });
});
