import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchOthers } from '../../src/execute/live/watch-others.ts';
import {
  majors,
  type OwnSession,
  type Server,
  startServer,
  type Target,
} from '../servers/start-server.ts';

/** A server of its own: on one that is shared, others are always at work. */
describe.each(majors)('who else works on the server, PostgreSQL %i', (major) => {
  let server: Server;
  let target: Target;
  let own: OwnSession;
  let other: OwnSession;
  beforeEach(async () => {
    server = await startServer(major);
    target = await server.createDatabase();
    own = await server.session(target);
    other = await server.session(target);
    await own.query(`SET application_name = 'pgmend live'`);
    await sleep(1_100);
  }, 60_000);
  afterEach(async () => {
    for (const one of [own, other]) await one.close();
    await server.stop();
  });

  it('is nobody where others are only connected, which two looks tell', async () => {
    const others = watchOthers(own);
    expect(others.areAtWork()).toBe(true);
    await others.look();
    expect(others.areAtWork()).toBe(true);
    await others.look();
    expect(others.areAtWork()).toBe(false);
  });

  it('is nobody where one comes now and then', async () => {
    const others = watchOthers(own);
    await others.look();
    await other.query('SELECT 1');
    await others.look();
    await sleep(1_100);
    await others.look();
    expect(others.areAtWork()).toBe(false);
  });

  it('is whoever is seen twice', async () => {
    const others = watchOthers(own);
    await others.look();
    await others.look();
    const asked = other.query('SELECT pg_sleep(3)');
    await sleep(200);
    await others.look();
    expect(others.areAtWork()).toBe(false);
    await others.look();
    expect(others.areAtWork()).toBe(true);
    await asked;
  });

  it('is somebody whose work may not be looked at', async () => {
    await own.query('CREATE ROLE stranger');
    await own.query('SET ROLE stranger');
    const others = watchOthers(own);
    await others.look();
    await others.look();
    expect(others.areAtWork()).toBe(true);
  });

  it('are not the connections of the execution itself', async () => {
    await other.query(`SET application_name = 'pgmend live'`);
    const others = watchOthers(own);
    const asked = other.query('SELECT pg_sleep(2)');
    await others.look();
    await others.look();
    expect(others.areAtWork()).toBe(false);
    await asked;
  });
});
