import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgmend } from '../cases/pgmend.ts';
import { majors, type OwnSession, type Server, startServer } from '../servers/start-server.ts';
import { type Running, startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

const setup = [
  `CREATE TABLE people (id integer PRIMARY KEY, name text)`,
  `INSERT INTO people SELECT g, repeat('p', 400) || g FROM generate_series(1, 60000) AS g`,
];
const live = ['rekey', 'people.id', '--to', 'bigint', '--live', '--yes', '--workers', '1'];
const caughtUp = `NOT EXISTS (SELECT FROM pg_stat_replication WHERE replay_lsn IS DISTINCT FROM pg_current_wal_lsn())`;
const copied = `SELECT coalesce((SELECT sum(rows) FROM pgmend.live_copies), 0)::int AS n`;

describe.each(majors)('a live execution gives way, on PostgreSQL %i', (major) => {
  let primary: Server;
  beforeAll(async () => {
    primary = await startServer(major);
  });
  afterAll(() => primary.stop());

  async function begin(args: readonly string[]) {
    const target = await primary.createDatabase();
    const session = await primary.session(target);
    for (const sql of setup) await session.query(sql);
    // What has come before is no lag of the execution's.
    await until(session, caughtUp);
    const running = startPgmend(target, [...live, ...args]);
    await Promise.race([until(session, `(${copied}) > 0`), running.ended]);
    expect(running.child.exitCode, running.said()).toBeNull();
    return { target, session, running };
  }

  async function end(session: OwnSession, running: Running) {
    expect(await running.ended, running.said()).toBe(0);
    const { rows } = await session.query(
      `SELECT progress ->> 'paused' AS paused, (SELECT count(*)::int FROM people) AS n FROM pgmend.live`,
    );
    expect(rows).toEqual([{ paused: null, n: 60_000 }]);
    await session.close();
  }

  it('to others where the server answers later than --max-latency', async () => {
    const { session, running } = await begin(['--max-latency', '400ms', '--max-rate', '4000']);
    const { rows } = await session.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid::int8 = ${0x70676d64} AND granted`,
    );
    const pid = rows[0]?.pid ?? 0;
    // A server that is at its end answers late: its process is held up for a while.
    for (let tries = 0; tries < 6 && !running.said().includes('waiting: '); tries += 1) {
      process.kill(pid, 'SIGSTOP');
      await sleep(1_500);
      process.kill(pid, 'SIGCONT');
      await sleep(700);
    }
    expect(running.said()).toMatch(/waiting: the server answers \d{3,} ms late/);
    await end(session, running);
  });

  it('to a replica that is further behind than --max-lag, and goes on when it has caught up', async () => {
    const replica = await primary.replica();
    const there = await replica.session(replica.target());
    await until(there, 'pg_is_in_recovery()');
    const { target, session, running } = await begin(['--max-lag', '2s', '--max-rate', '8000']);
    await there.query('SELECT pg_wal_replay_pause()');
    await until(
      session,
      `(SELECT progress ->> 'paused' LIKE 'a replica is % s behind' FROM pgmend.live)`,
    );
    const { stdout } = await pgmend(target, ['status']);
    expect(stdout).toMatch(/a replica is \d+ s behind/);
    // What was at work ends; then nothing is copied for as long as it is behind.
    await sleep(1_000);
    const before = (await session.query(copied)).rows;
    await sleep(2_500);
    expect((await session.query(copied)).rows).toEqual(before);
    // Before 14 one statement copies all of it.
    if (major >= 14) expect(Number(before[0]?.n)).toBeLessThan(60_000);
    expect((await session.query(`SELECT phase FROM pgmend.live`)).rows).not.toEqual([
      { phase: 'done' },
    ]);
    expect(running.said().match(/waiting: a replica is \d+ s behind/g)).toHaveLength(1);
    await there.query('SELECT pg_wal_replay_resume()');
    await end(session, running);
    await there.close();
    await replica.stop();
  });

  it('and says no more that it waits once it goes on behind a kill', async () => {
    const { target, session, running } = await begin(['--max-rate', '8000']);
    running.child.kill('SIGKILL');
    await running.ended;
    // What it had written when it was killed while it waited.
    await session.query(
      `UPDATE pgmend.live SET progress = progress || '{"paused": "a replica is 7 s behind"}'`,
    );
    await end(session, startPgmend(target, ['resume']));
  });

  it('says what a role may not do or see before it begins', async () => {
    const replica = await primary.replica();
    const role = `sees_little_${major}`;
    const another = await primary.createDatabase();
    const owner = await primary.session(another);
    for (const sql of [
      ...setup,
      `CREATE ROLE ${role} LOGIN PASSWORD '${another.password}'`,
      `ALTER TABLE people OWNER TO ${role}`,
      'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
      `GRANT CREATE ON DATABASE "${another.database}" TO ${role}`,
    ]) {
      await owner.query(sql);
    }
    const refused = await pgmend({ ...another, user: role }, live);
    expect(refused.stderr).toContain('[live-impossible]');
    expect(refused.stderr).toContain(`GRANT CREATE ON SCHEMA public TO ${role}`);
    await owner.query(`GRANT CREATE ON SCHEMA public TO ${role}`);
    await owner.close();
    const said = await pgmend({ ...another, user: role }, [...live, '--max-lag', '2s']);
    expect(said.code, said.stderr + said.stdout).toBe(0);
    expect(said.stdout + said.stderr).toContain('How far replicas are behind is hidden');
    await replica.stop();
  });
});
