import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Deadlock } from '../../src/relay/deadlock.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { openStage, type Stage } from './stage.ts';
import { bind, execute, flush, parse, query, sync, typesOf, wireClient } from './wire-client.ts';

const stages: Stage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});

describe.each(majors)('connections that waited for each other (PostgreSQL %i)', (major) => {
  it('are named with what they waited for, whatever they have run since', async () => {
    const deadlocks: Deadlock[] = [];
    const stage = await openStage(await sharedServer(major), {
      holds: () => false,
      onDeadlock: (deadlock) => deadlocks.push(deadlock),
    });
    stages.push(stage);
    await stage.direct('CREATE TABLE users (id int); CREATE TABLE teams (id int)');
    const chosen = await wireClient(stage.through);
    const other = await wireClient(stage.through);
    await chosen.exchange(query("SET deadlock_timeout = '50ms'"));
    await other.exchange(query("SET deadlock_timeout = '1min'"));
    await chosen.exchange(query('BEGIN; LOCK TABLE users'));
    await other.exchange(query('BEGIN; LOCK TABLE teams'));
    const waited = other.exchange(query('LOCK TABLE users'));
    // Whose wait makes the deadlock finds it.
    const waits = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass";
    while ((await stage.direct(waits)).length === 0) await sleep(20);
    chosen.send(Buffer.concat([parse('LOCK TABLE teams'), bind(), execute(), flush]));
    await chosen.until('E');
    // What is told comes with the end of the unit; until then the other one goes on.
    expect(typesOf(await waited)).toBe('CZ');
    await other.exchange(query('COMMIT'));
    await chosen.exchange(sync);
    expect(deadlocks).toMatchObject([
      {
        connection: { number: 1 },
        statement: 'LOCK TABLE teams',
        others: [{ connection: { number: 2 }, statement: 'LOCK TABLE users' }],
      },
    ]);
    await chosen.end();
    await other.end();
  });
});
