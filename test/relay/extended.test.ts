import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { majors, sharedServer } from '../servers/start-server.ts';
import { addKey, decline, openStage, repair, type Stage, stateOf, tables } from './stage.ts';
import {
  bind,
  describe as describePortal,
  execute,
  flush,
  frame,
  parse,
  query,
  sync,
  typesOf,
  type WireClient,
  wireClient,
} from './wire-client.ts';

const mended = { type: 'integer', keys: 1 };

describe.each(majors)('the extended protocol on PostgreSQL %i', (major) => {
  let stage: Stage;
  let client: WireClient;
  beforeEach(async () => {
    stage = await openStage(await sharedServer(major));
    await stage.direct(tables);
    client = await wireClient(stage.through);
  });
  afterEach(async () => {
    await client.end();
    await stage.close();
  });

  it('mends a named statement that survives its failed Execute', async () => {
    const unit = Buffer.concat([
      parse(addKey, 's1'),
      bind('s1'),
      describePortal(),
      execute(),
      sync,
    ]);
    expect(typesOf(await client.exchange(unit))).toBe('12nCZ');
    expect(await stateOf(stage)).toEqual(mended);
    expect(stage.held[0]).toMatchObject({ sql: addKey, protocol: 'extended' });
    // The statement is there under its name.
    expect(typesOf(await client.exchange(Buffer.concat([bind('s1'), execute(), sync])))).toMatch(
      /^2[CE]Z$/,
    );
  });

  it('mends one that was prepared before, also in other words', async () => {
    await client.exchange(Buffer.concat([parse(addKey), sync]));
    expect(typesOf(await client.exchange(Buffer.concat([bind(), execute(), sync])))).toBe('2CZ');
    await stage.direct(
      'ALTER TABLE sessions DROP CONSTRAINT "sessions_userId_fkey"; ALTER TABLE sessions ALTER COLUMN "userId" TYPE uuid USING NULL',
    );
    stage.verdicts.push((held) => ({
      kind: 'retry',
      sql: held.sql.replace(
        'ADD CONSTRAINT',
        'DROP COLUMN "userId", ADD COLUMN "userId" integer, ADD CONSTRAINT',
      ),
    }));
    await client.exchange(Buffer.concat([parse(addKey, 'named'), sync]));
    expect(typesOf(await client.exchange(Buffer.concat([bind('named'), execute(), sync])))).toBe(
      '2CZ',
    );
    expect(await stateOf(stage)).toEqual(mended);
  });

  it.each(['T', 'I'])(
    'answers what a Flush waits for at once, and only once (%s)',
    async (status) => {
      if (status === 'T') await client.exchange(query('BEGIN'));
      const described = Buffer.concat([parse(addKey, 'a1'), frame('D', 'Sa1\0'), flush]);
      client.send(described);
      expect(typesOf(await client.until('n'))).toBe('1tn');
      const rest = await client.exchange(Buffer.concat([bind('a1'), execute(), sync]));
      expect(typesOf(rest)).toBe('2CZ');
      expect(rest.at(-1)).toBe(status.charCodeAt(0));
      if (status === 'T') await client.exchange(query('COMMIT'));
      expect(stage.settled).toEqual(['committed']);
      expect(await stateOf(stage)).toEqual(mended);
    },
  );

  it('does not keep a client waiting that wants the answer before its Sync', async () => {
    client.send(Buffer.concat([parse(addKey), bind(), execute(), flush]));
    expect(typesOf(await client.until('E'))).toBe('12E');
    expect(typesOf(await client.exchange(sync))).toBe('Z');
    expect(typesOf(await client.exchange(query('SELECT 1')))).toBe('TDCZ');
  });

  const batch = Buffer.concat([
    parse('BEGIN', 'S_1'),
    bind('S_1'),
    execute(),
    parse('CREATE TABLE made (id integer)'),
    bind(),
    execute(),
    parse(addKey),
    bind(),
    describePortal(),
    execute(),
    sync,
  ]);

  it('mends a batch that begins a transaction', async () => {
    const answer = await client.exchange(batch);
    expect(typesOf(answer)).toBe('12C12C12nCZ');
    expect(answer.at(-1)).toBe('T'.charCodeAt(0));
    expect(stage.settled).toEqual([]);
    await client.exchange(query('COMMIT'));
    expect(stage.settled).toEqual(['committed']);
    expect(await stateOf(stage)).toEqual(mended);
  });

  it('declines a batch that begins a transaction', async () => {
    stage.verdicts.push(decline);
    const direct = await wireClient(stage.target);
    const expected = await direct.exchange(batch);
    const got = await client.exchange(batch);
    expect(got.equals(expected)).toBe(true);
    expect(got.at(-1)).toBe('E'.charCodeAt(0));
    expect((await client.exchange(query('COMMIT'))).includes('ROLLBACK')).toBe(true);
    expect(await stage.direct("SELECT to_regclass('made') AS made")).toEqual([{ made: null }]);
    await direct.end();
  });

  it('answers one statement of a pipeline as done already', async () => {
    stage.verdicts.push(() => ({ kind: 'answer', tag: 'CREATE TABLE' }));
    const both = Buffer.concat([
      parse('INSERT INTO users VALUES (41)'),
      bind(),
      execute(),
      parse('CREATE TABLE users (id integer)'),
      bind(),
      execute(),
      parse('INSERT INTO users VALUES (42)'),
      bind(),
      execute(),
      sync,
    ]);
    expect(typesOf(await client.exchange(both))).toBe('12C12C12CZ');
    expect(await stage.direct('SELECT id FROM users WHERE id > 40 ORDER BY id')).toEqual([
      { id: 41 },
      { id: 42 },
    ]);
  });

  it('holds in a pipeline of units, and lets the later ones wait', async () => {
    stage.verdicts.push(async (held, session, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return repair(held, session, signal);
    });
    const unit = (sql: string) => Buffer.concat([parse(sql), bind(), execute(), sync]);
    const answer = await client.exchange(
      Buffer.concat([
        unit('SELECT 1'),
        unit(addKey),
        unit('SELECT 2'),
        query(addKey.replace('_fkey', '_twin')),
      ]),
      4,
    );
    expect(typesOf(answer)).toBe('12DCZ12CZ12DCZCZ');
  });

  describe('the guard', () => {
    it('is asked before a unit goes out, and may answer in its place', async () => {
      const asked: string[] = [];
      const guarded = await openStage(await sharedServer(major), {
        guard: (sql) => {
          asked.push(sql);
          return /^INSERT/.test(sql)
            ? async (session) => {
                await session.query('SELECT pg_sleep(0.03)');
                return { kind: 'answer', tag: 'INSERT 0 0' };
              }
            : null;
        },
      });
      await guarded.direct(tables);
      const wire = await wireClient(guarded.through);
      const insert = 'INSERT INTO users VALUES (60)';
      const unit = Buffer.concat([
        parse(insert, 'i'),
        bind('i'),
        describePortal(),
        execute(),
        sync,
      ]);
      expect(typesOf(await wire.exchange(query(insert)))).toBe('CZ');
      expect(typesOf(await wire.exchange(unit))).toBe('12nCZ');
      expect(typesOf(await wire.exchange(query('SELECT id FROM users WHERE id = 60')))).toBe('TCZ');
      expect(asked).toEqual([insert, insert, 'SELECT id FROM users WHERE id = 60']);
      await wire.end();
      await guarded.close();
    });
  });
});
