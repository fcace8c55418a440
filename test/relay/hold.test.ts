import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { majors, sharedServer } from '../servers/start-server.ts';
import { addKey, decline, openStage, repair, type Stage, stateOf, tables } from './stage.ts';

const mended = { type: 'integer', keys: 1 };
const untouched = { type: 'uuid', keys: 0 };

describe.each(majors)('a held statement on PostgreSQL %i', (major) => {
  let stage: Stage;
  let client: pg.Client;

  beforeEach(async () => {
    stage = await openStage(await sharedServer(major));
    await stage.direct(tables);
    client = await stage.client();
  });
  afterEach(() => stage.close());

  const failure = async (sql: string | pg.QueryConfig): Promise<Record<string, unknown>> =>
    client.query(sql).then(
      () => ({ none: 'succeeded' }),
      (error: Record<string, unknown>) => error,
    );

  it('is mended outside a transaction, and the tool never sees an error', async () => {
    const result = await client.query(addKey);
    expect(result.command).toBe('ALTER');
    expect(await stateOf(stage)).toEqual(mended);
    expect(stage.held[0]).toMatchObject({ sql: addKey, inTransaction: false, protocol: 'simple' });
    expect(stage.held[0]?.error.sqlstate).toBe('42804');
    expect(stage.settled).toEqual(['committed']);
  });

  it('is mended inside a transaction, and that is said after its COMMIT', async () => {
    await client.query('BEGIN');
    await client.query('CREATE TABLE made_before (id integer)');
    await client.query(addKey);
    expect(stage.settled).toEqual([]);
    await client.query('INSERT INTO users VALUES (77)');
    expect(stage.settled).toEqual([]);
    await client.query('COMMIT');
    expect(stage.settled).toEqual(['committed']);
    expect(await stateOf(stage)).toEqual(mended);
    expect(stage.held[0]?.inTransaction).toBe(true);
  });

  it('sees what the same open transaction made', async () => {
    stage.verdicts.push(async (_held, session) => {
      const { rows } = await session.query('SELECT count(*)::int AS n FROM public.made_before');
      expect(rows).toEqual([{ n: 1 }]);
      return { kind: 'pass' };
    });
    await client.query('BEGIN');
    await client.query('CREATE TABLE made_before AS SELECT 1 AS id');
    await expect(client.query(addKey)).rejects.toThrow('cannot be implemented');
    expect(stage.held).toHaveLength(1);
  });

  it.each([
    ['ROLLBACK', ['rolled back']],
    ['ROLLBACK TO early', ['rolled back']],
    ['ROLLBACK TO late', []],
  ])('is undone with the transaction: %s', async (undo, settled) => {
    await client.query('BEGIN');
    await client.query('SAVEPOINT early');
    await client.query(addKey);
    await client.query('SAVEPOINT late');
    await client.query(undo);
    expect(stage.settled).toEqual(settled);
    if (undo !== 'ROLLBACK') await client.query('COMMIT');
    expect(stage.settled).toEqual(settled.length > 0 ? settled : ['committed']);
    expect(await stateOf(stage)).toEqual(settled.length > 0 ? untouched : mended);
  });

  it('is rolled back with the connection', async () => {
    await client.query('BEGIN');
    await client.query(addKey);
    await client.end();
    await expect.poll(() => stage.settled).toEqual(['rolled back']);
    expect(await stateOf(stage)).toEqual(untouched);
  });

  it('declined outside a transaction: the original error, nothing changed', async () => {
    stage.verdicts.push(async (held, session) => {
      await repair(held, session, new AbortController().signal);
      return { kind: 'pass' };
    });
    expect(await failure(addKey)).toMatchObject({ code: '42804' });
    expect(stage.settled).toEqual(['passed']);
    expect(await stateOf(stage)).toEqual(untouched);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it.each([
    ['COMMIT', 'COMMIT'],
    ['END', 'END'],
    ['a data statement', 'INSERT INTO users VALUES (50)'],
    ['DDL', 'CREATE TABLE half (id integer)'],
    ['another savepoint', 'SAVEPOINT more'],
  ])(
    'declined in a transaction leaves nothing behind, when the tool sends %s',
    async (_name, next) => {
      stage.verdicts.push(decline);
      await client.query('BEGIN');
      await client.query('CREATE TABLE half_done (id integer)');
      expect(await failure(addKey)).toMatchObject({ code: '42804' });
      const after = await failure(next);
      if (!/COMMIT|END/.test(next)) expect(after).toMatchObject({ code: '25P02' });
      expect((await client.query('COMMIT')).command).not.toBe('INSERT');
      expect(await stage.direct("SELECT to_regclass('half_done') AS made")).toEqual([
        { made: null },
      ]);
      expect(await stateOf(stage)).toEqual(untouched);
    },
  );

  it('declined in a transaction lets the tool go back to its own savepoint', async () => {
    stage.verdicts.push(decline);
    await client.query('BEGIN');
    await client.query('CREATE TABLE kept (id integer)');
    await client.query('SAVEPOINT mine');
    await failure(addKey);
    await client.query('ROLLBACK TO mine');
    await client.query('COMMIT');
    expect(await stage.direct("SELECT to_regclass('kept') IS NOT NULL AS made")).toEqual([
      { made: true },
    ]);
  });

  it('repairs again after the tool went back to its savepoint', async () => {
    await client.query('BEGIN');
    await client.query('SAVEPOINT mine');
    await client.query(addKey);
    await client.query('ROLLBACK TO mine');
    await client.query(addKey);
    await client.query('COMMIT');
    expect(stage.settled).toEqual(['rolled back', 'committed']);
    expect(await stateOf(stage)).toEqual(mended);
  });

  it('gives the original error when the repair does not help', async () => {
    stage.verdicts.push(async (_held, session) => {
      await session.query('CREATE TABLE public.traces ()');
      return { kind: 'retry' };
    });
    expect(await failure(addKey)).toMatchObject({ code: '42804' });
    expect(stage.settled).toEqual(['retry failed']);
    expect(await stage.direct("SELECT to_regclass('traces') AS made")).toEqual([{ made: null }]);
  });

  it.each([false, true])('holds again at another fault, in a transaction: %s', async (open) => {
    await stage.direct(
      'INSERT INTO sessions ("userId") VALUES (\'00000000-0000-0000-0000-000000000009\')',
    );
    stage.verdicts.push(repair, async (held, session) => {
      expect(held.error.sqlstate).toBe('23503');
      await session.query('UPDATE public.sessions SET "userId" = NULL WHERE "userId" = 9');
      return { kind: 'retry' };
    });
    if (open) await client.query('BEGIN');
    await client.query(addKey);
    if (open) await client.query('COMMIT');
    expect(stage.settled).toEqual(['committed', 'committed']);
    expect(await stateOf(stage)).toEqual(mended);
  });

  it('undoes every repair of a statement that fails in the end', async () => {
    await stage.direct(
      'INSERT INTO sessions ("userId") VALUES (\'00000000-0000-0000-0000-000000000009\')',
    );
    stage.verdicts.push(repair, decline);
    expect(await failure(addKey)).toMatchObject({ code: '42804' });
    expect(stage.settled).toEqual(['passed', 'retry failed']);
    expect(await stateOf(stage)).toEqual(untouched);
  });

  it('gives the original error when the repair cannot be committed', async () => {
    stage.verdicts.push(async (held, session) => {
      await repair(held, session, new AbortController().signal);
      await session.query('CREATE TABLE public.p (id integer PRIMARY KEY)');
      await session.query(
        'CREATE TABLE public.c (id integer REFERENCES public.p DEFERRABLE INITIALLY DEFERRED)',
      );
      await session.query('INSERT INTO public.c VALUES (1)');
      return { kind: 'retry' };
    });
    expect(await failure(addKey)).toMatchObject({ code: '42804' });
    expect(stage.settled).toEqual(['retry failed']);
    expect(await stateOf(stage)).toEqual(untouched);
  });

  it('sends the statement in other words', async () => {
    const inline = 'CREATE TABLE orders (id serial PRIMARY KEY, "userId" uuid REFERENCES users)';
    for (const named of [false, true]) {
      stage.verdicts.push((held) => ({ kind: 'retry', sql: held.sql.replace('uuid', 'integer') }));
      await client.query(named ? { text: inline, name: 'inline' } : inline);
      expect(await stage.direct('DROP TABLE orders')).toEqual([]);
    }
  });

  it.each([false, true])('answers what is done already, in a transaction: %s', async (open) => {
    const twin = 'CREATE TABLE users (id serial PRIMARY KEY)';
    for (const statement of [twin, { text: twin, name: 'twin' }]) {
      stage.verdicts.push(async (_held, session) => {
        await session.query('CREATE TABLE IF NOT EXISTS public.noted (id integer)');
        return { kind: 'answer', tag: 'CREATE TABLE' };
      });
      if (open) await client.query('BEGIN');
      expect((await client.query(statement)).command).toBe('CREATE');
      if (open) await client.query('COMMIT');
    }
    expect(stage.settled).toEqual(['answered', 'answered']);
    // What was written along with the answer stays.
    expect(await stage.direct("SELECT to_regclass('noted') IS NOT NULL AS made")).toEqual([
      { made: true },
    ]);
  });

  describe('in a string of several statements', () => {
    it('is repaired and sent again whole', async () => {
      const results = await client.query(`SELECT 1 AS first; ${addKey}; SELECT 2 AS last`);
      expect((results as unknown as pg.QueryResult[]).map((one) => one.command)).toEqual([
        'SELECT',
        'ALTER',
        'SELECT',
      ]);
      expect(stage.settled).toEqual(['committed']);
      expect(await stateOf(stage)).toEqual(mended);
    });

    const own = `CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (a uuid); /* é */ ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a; INSERT INTO a DEFAULT VALUES`;

    it.each([false, true])(
      'is replayed split when it makes what is to be repaired, in a transaction: %s',
      async (open) => {
        stage.verdicts.push(
          () => ({ kind: 'split' }),
          async (_held, session) => {
            await session.query('ALTER TABLE public.b ALTER COLUMN a TYPE integer USING NULL');
            return { kind: 'retry' };
          },
        );
        if (open) await client.query('BEGIN');
        const results = (await client.query(own)) as unknown as pg.QueryResult[];
        expect(results.map((one) => one.command)).toEqual(['CREATE', 'CREATE', 'ALTER', 'INSERT']);
        if (open) await client.query('COMMIT');
        expect(stage.settled).toEqual(['committed']);
        expect(stage.held[1]?.sql).toBe('ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a');
        expect(await stage.direct('SELECT count(*)::int AS n FROM a')).toEqual([{ n: 1 }]);
      },
    );

    it('leaves nothing when the replay is declined', async () => {
      stage.verdicts.push(() => ({ kind: 'split' }), decline);
      expect(await failure(own)).toMatchObject({ code: '42804' });
      expect(await stage.direct("SELECT to_regclass('a') AS made")).toEqual([{ made: null }]);
      expect(stage.settled).toEqual(['passed']);
    });

    it('answers one of them as done already', async () => {
      stage.verdicts.push(
        () => ({ kind: 'answer', tag: 'CREATE TABLE' }),
        () => ({ kind: 'answer', tag: 'CREATE TABLE' }),
      );
      const results = (await client.query(
        'CREATE TABLE users (id serial PRIMARY KEY); INSERT INTO users VALUES (9)',
      )) as unknown as pg.QueryResult[];
      expect(results.map((one) => one.command)).toEqual(['CREATE', 'INSERT']);
      expect(stage.settled).toEqual(['answered']);
    });

    it.each([
      ['CONCURRENTLY', `CREATE INDEX CONCURRENTLY ON sessions ("userId"); ${addKey}`],
      ['COPY', `COPY users TO STDOUT; ${addKey}`],
      ['a DO alone', `DO $$ BEGIN ${addKey}; END $$`],
    ])('passes with %s', async (_name, sql) => {
      expect(Object.keys(await failure(sql))).toContain('code');
      expect(stage.held).toEqual([]);
      expect(await stateOf(stage)).toEqual(untouched);
    });
  });

  it('leaves no setting, name or savepoint behind', async () => {
    await client.query("SET idle_in_transaction_session_timeout = '7s'");
    await client.query('BEGIN');
    stage.verdicts.push(async (_held, session) => {
      await session.query("SELECT set_config('TimeZone', 'Asia/Tokyo', true)");
      await session.query('SELECT no_such_column').catch(() => {});
      return { kind: 'pass' };
    });
    await failure(addKey);
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    await client.query(addKey);
    const { rows } = await client.query(`
      SELECT current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('TimeZone') AS zone,
             (SELECT count(*)::int FROM pg_prepared_statements) AS statements,
             (SELECT count(*)::int FROM pg_cursors WHERE name LIKE 'pgmend%') AS cursors`);
    expect(rows).toEqual([{ idle: '7s', zone: 'UTC', statements: 0, cursors: 0 }]);
    await expect(client.query('RELEASE SAVEPOINT pgmend_before')).rejects.toThrow('does not exist');
  });

  it('outlives idle_in_transaction_session_timeout while it asks', async () => {
    await client.query("SET idle_in_transaction_session_timeout = '300ms'");
    await client.query('BEGIN');
    stage.verdicts.push(async (held, session, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 900));
      return repair(held, session, signal);
    });
    await client.query(addKey);
    await client.query('COMMIT');
    expect(stage.settled).toEqual(['committed']);
  });

  it('works for a client whose encoding is not UTF-8', async () => {
    await client.query("SET client_encoding = 'LATIN1'");
    stage.verdicts.push(async (held, session, signal) => {
      const { rows } = await session.query("SELECT 'für' AS word");
      expect(rows).toEqual([{ word: 'für' }]);
      return repair(held, session, signal);
    });
    await client.query(addKey);
    expect((await client.query('SHOW client_encoding')).rows).toEqual([
      { client_encoding: 'LATIN1' },
    ]);
  });
});
