import type pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { addKey, openStage, repair, type Stage, stateOf, tables } from './stage.ts';
import { bind, execute, frame, parse, query, sync, typesOf, wireClient } from './wire-client.ts';

const mended = { type: 'integer', keys: 1 };

describe.each(majors)('what tools do besides their statements, PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  let stage: Stage;
  beforeAll(async () => {
    server = await sharedServer(major);
  });
  beforeEach(async () => {
    stage = await openStage(server);
    await stage.direct(tables);
  });
  afterEach(() => stage.close());

  const tryLock = async (client: pg.Client, key: number) => {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS got', [key]);
    return rows[0].got as boolean;
  };

  it('locks of the session outlive a repair: on a second connection (Rails), on the same (Prisma, Kysely)', async () => {
    const [tool, locker, rival] = [
      await stage.client(),
      await stage.client(),
      await stage.client(),
    ];
    expect(await tryLock(locker, 1)).toBe(true);
    await tool.query('SELECT pg_advisory_lock(2)');
    await tool.query(addKey);
    expect([await tryLock(rival, 1), await tryLock(rival, 2)]).toEqual([false, false]);
    expect((await tool.query('SELECT pg_advisory_unlock(2) AS had')).rows).toEqual([{ had: true }]);
    expect((await locker.query('SELECT pg_advisory_unlock(1) AS had')).rows).toEqual([
      { had: true },
    ]);
    expect([await tryLock(rival, 1), await tryLock(rival, 2)]).toEqual([true, true]);
    expect(await stateOf(stage)).toEqual(mended);
  });

  it('locks of the transaction are held until its end, and no longer (Flyway)', async () => {
    const [tool, rival] = [await stage.client(), await stage.client()];
    await tool.query('BEGIN');
    await tool.query('SELECT pg_advisory_xact_lock(3)');
    await tool.query(addKey);
    expect(await tryLock(rival, 3)).toBe(false);
    await tool.query('COMMIT');
    expect(await tryLock(rival, 3)).toBe(true);
    await rival.query('SELECT pg_advisory_unlock_all()');
    // In the transaction of one string, which is sent twice.
    await tool.query(`SELECT pg_advisory_xact_lock(3); ALTER TABLE sessions ADD UNIQUE (note)`);
    expect(await tryLock(rival, 3)).toBe(true);
  });

  it('notifications come once, also while a statement is held', async () => {
    const [listener, tool, other] = [
      await stage.client(),
      await stage.client(),
      await stage.client(),
    ];
    const heard: (string | undefined)[] = [];
    for (const client of [listener, tool]) {
      client.on('notification', ({ payload }) => heard.push(payload));
      await client.query('LISTEN migrations');
    }
    stage.verdicts.push(async (held, session, signal) => {
      await other.query(`NOTIFY migrations, 'while it is held'`);
      return repair(held, session, signal);
    });
    await tool.query(`NOTIFY migrations, 'with the string'; ${addKey}`);
    await expect
      .poll(() => [...heard].sort())
      .toEqual(['while it is held', 'while it is held', 'with the string', 'with the string']);
    await tool.query('BEGIN');
    await tool.query(`NOTIFY migrations, 'undone'`);
    await tool.query('ROLLBACK');
    await other.query(`NOTIFY migrations, 'last'`);
    await expect.poll(() => heard.filter((one) => one === 'last').length).toBe(2);
    expect(heard).not.toContain('undone');
  });

  it('named statements of before a repair are there after it', async () => {
    const client = await stage.client();
    const named = { name: 'how-many', text: 'SELECT count(*)::int AS n FROM users WHERE id > $1' };
    expect((await client.query({ ...named, values: [1] })).rows).toEqual([{ n: 2 }]);
    await client.query(addKey);
    await client.query('BEGIN');
    await client.query('ALTER TABLE sessions DROP CONSTRAINT "sessions_userId_fkey"');
    await client.query(addKey);
    expect((await client.query({ ...named, values: [2] })).rows).toEqual([{ n: 1 }]);
    await client.query('COMMIT');
    const { rows } = await client.query('SELECT name FROM pg_prepared_statements');
    expect(rows).toEqual([{ name: 'how-many' }]);
  });

  it('a pool of eight works side by side while one of them is held', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => stage.client()));
    let release: () => void = () => {};
    stage.verdicts.push(async (held, session, signal) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return repair(held, session, signal);
    });
    const [first, ...others] = clients;
    const waiting = first?.query(addKey);
    await expect.poll(() => stage.held.length).toBe(1);
    const answers = await Promise.all(
      others.map(async (client, i) => (await client.query('SELECT $1::int AS n', [i])).rows[0].n),
    );
    expect(answers).toEqual([0, 1, 2, 3, 4, 5, 6]);
    release();
    expect((await waiting)?.command).toBe('ALTER');
    expect(await stateOf(stage)).toEqual(mended);
  });

  /**
   * Prisma's engine is fetched from elsewhere and could not be had: this is what it sends, message by message. It
   * stands on tokio-postgres: scripts as one simple Query, everything else as Parse, Describe, Sync, then Bind, Execute,
   * Sync, under names that are closed later. https://github.com/prisma/prisma-engines (quaint, sql-schema-connector)
   */
  it('the messages of `prisma migrate deploy`, replayed', async () => {
    const client = await wireClient(stage.through);
    let number = 0;
    const prepared = async (sql: string, rows = '') => {
      const name = `s${number++}`;
      const asked = Buffer.concat([parse(sql, name), frame('D', `S${name}\0`), sync]);
      expect(typesOf(await client.exchange(asked))).toMatch(/^1t[Tn]Z$/);
      const answer = await client.exchange(Buffer.concat([bind(name), execute(), sync]));
      expect(typesOf(answer)).toBe(`2${rows}CZ`);
      return () => client.exchange(Buffer.concat([frame('C', `S${name}\0`), sync]));
    };
    const simple = async (sql: string) => typesOf(await client.exchange(query(sql)));

    expect(await simple('SELECT pg_advisory_lock(72707369)')).toBe('TDCZ');
    const close = await prepared('SELECT version()', 'D');
    expect(
      await simple(`CREATE TABLE _prisma_migrations (
        id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
        migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
        started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);`),
    ).toBe('CZ');
    await prepared(
      `INSERT INTO _prisma_migrations (id, checksum, started_at, migration_name) VALUES ('a', 'b', now(), '1_key')`,
    );
    const script = `-- CreateTable\nCREATE TABLE notes (id serial PRIMARY KEY);\n\n-- AddForeignKey\n${addKey};\n`;
    expect(await simple(script)).toBe('CCZ');
    await prepared(
      `UPDATE _prisma_migrations SET applied_steps_count = applied_steps_count + 1 WHERE id = 'a'`,
    );
    await prepared(`UPDATE _prisma_migrations SET finished_at = now() WHERE id = 'a'`);
    expect(typesOf(await close())).toBe('3Z');
    const rival = await stage.client();
    expect(await tryLock(rival, 72707369)).toBe(false);
    await client.end();
    expect(await stateOf(stage)).toEqual(mended);
    expect(
      await stage.direct(
        `SELECT finished_at IS NOT NULL AS done, applied_steps_count AS steps, to_regclass('notes') IS NOT NULL AS notes FROM _prisma_migrations`,
      ),
    ).toEqual([{ done: true, steps: 1, notes: true }]);
  });
});
