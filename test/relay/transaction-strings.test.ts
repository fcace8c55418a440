import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { addKey, decline, openStage, repair, type Stage, stateOf, tables } from './stage.ts';
import { query, type WireClient, wireClient } from './wire-client.ts';

/** With the key of `late`. */
const mended = { type: 'integer', keys: 2 };
const untouched = { type: 'uuid', keys: 1 };
const noticing = 'CREATE TABLE IF NOT EXISTS users (id integer)';
const deferred = `CREATE TABLE late (id integer CONSTRAINT late_key REFERENCES users DEFERRABLE INITIALLY DEFERRED)`;

describe.each(majors)('a string with a transaction in it, on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  let stage: Stage;
  let client: WireClient;

  beforeEach(async () => {
    server = await sharedServer(major);
    stage = await openStage(server);
    await stage.direct(`${tables}; ${deferred}`);
    client = await wireClient(stage.through);
  });
  afterEach(async () => {
    await client.end();
    await stage.close();
  });

  /** What PostgreSQL itself says to the same exchanges, where `setup` has run before. */
  async function said(exchanges: readonly string[], setup = ''): Promise<string[]> {
    const target = await server.createDatabase();
    const session = await server.session(target);
    await session.query(`${tables}; ${deferred}; ${setup}`);
    await session.close();
    const direct = await wireClient(target);
    const answers: string[] = [];
    for (const sql of exchanges) answers.push(text(await direct.exchange(query(sql))));
    await direct.end();
    await server.dropDatabase(target);
    return answers;
  }

  async function heard(exchanges: readonly string[]): Promise<string[]> {
    const answers: string[] = [];
    for (const sql of exchanges) answers.push(text(await client.exchange(query(sql))));
    return answers;
  }

  const right = `ALTER TABLE sessions ALTER COLUMN "userId" TYPE integer USING right("userId"::text, 1)::integer`;

  it.each([
    ['that ends the open one', ['BEGIN', `${noticing}; ${addKey};\n/* é */ COMMIT;`, 'SELECT 1']],
    ['that ends it with END', ['BEGIN', `${addKey}; END -- done`, 'SELECT 1']],
    ['whole', [`BEGIN; ${noticing}; ${addKey}; INSERT INTO users VALUES (70); COMMIT`, 'SELECT 1']],
    ['with its settings first', [`SET lock_timeout = 900; START TRANSACTION; ${addKey}; COMMIT`]],
    ['whole, with a DO', [`BEGIN; DO $$ BEGIN PERFORM 1; END $$; ${addKey}; COMMIT;`]],
    ['with a DO before it', [`DO $$ BEGIN PERFORM 1; END $$; BEGIN; ${addKey}; COMMIT`]],
    ['with a DO and no transaction of its own', [`DO $$ BEGIN PERFORM 1; END $$; ${addKey}`]],
    ['that is left open', [`BEGIN; ${addKey}`, 'INSERT INTO users VALUES (70)', 'COMMIT']],
    ['begun once more', ['BEGIN', `BEGIN; ${addKey}; COMMIT`]],
  ])('is mended %s, and answered as PostgreSQL answers it', async (_name, exchanges) => {
    expect(await heard(exchanges)).toEqual(await said(exchanges, right));
    expect(await stateOf(stage)).toEqual(mended);
    expect(stage.settled).toEqual(['committed']);
    expect(stage.held).toHaveLength(1);
  });

  it('is replayed split within its transaction', async () => {
    const sql = `BEGIN; CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (a uuid); ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a; COMMIT`;
    stage.verdicts.push(
      () => ({ kind: 'split' }),
      async (held, session) => {
        expect(held.sql.trim()).toBe('ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a');
        await session.query('ALTER TABLE public.b ALTER COLUMN a TYPE integer USING NULL');
        return { kind: 'retry' };
      },
    );
    expect(await heard([sql])).toEqual(await said([sql.replace('uuid', 'integer')]));
    expect(stage.settled).toEqual(['committed']);
  });

  it('is sent in other words, and committed', async () => {
    stage.verdicts.push((held) => {
      expect(held.sql).not.toContain('COMMIT');
      return { kind: 'retry', sql: held.sql.replace('uuid', 'integer') };
    });
    const sql = 'BEGIN; CREATE TABLE orders (by uuid REFERENCES users); COMMIT';
    expect(await heard([sql])).toEqual(await said([sql.replace('uuid', 'integer')]));
    expect(await stage.direct('SELECT count(*)::int AS n FROM orders')).toEqual([{ n: 0 }]);
  });

  it.each([
    ['that ends the open one', ['BEGIN', 'CREATE TABLE half ()', `${addKey}; COMMIT`, 'COMMIT']],
    ['whole', [`BEGIN; CREATE TABLE half (); ${addKey}; COMMIT`, 'SELECT 1', 'COMMIT', 'SELECT 1']],
    ['with a DO before it', [`DO $$ BEGIN PERFORM 1; END $$; BEGIN; ${addKey}; COMMIT`]],
    ['with a DO and no transaction of its own', [`DO $$ BEGIN PERFORM 1; END $$; ${addKey}`]],
    ['that is left open', [`BEGIN; CREATE TABLE half (); ${addKey}`, 'ROLLBACK', 'SELECT 1']],
    ['that fails before its BEGIN', [`${addKey}; BEGIN; CREATE TABLE half (); COMMIT`, 'SELECT 1']],
  ])('is declined %s: the bytes and the state of PostgreSQL', async (_name, exchanges) => {
    stage.verdicts.push(async (held, session, signal) => {
      await repair(held, session, signal);
      return { kind: 'pass' };
    });
    expect(await heard(exchanges)).toEqual(await said(exchanges));
    expect(stage.held).toHaveLength(1);
    expect(await stateOf(stage)).toEqual(untouched);
    expect(await stage.direct(`SELECT to_regclass('half') AS made`)).toEqual([{ made: null }]);
    expect(stage.settled).toEqual(['passed']);
  });

  it('whose COMMIT fails after the repair is answered with that error, and all is rolled back', async () => {
    const exchanges = [
      'BEGIN; INSERT INTO users VALUES (71); COMMIT',
      'BEGIN',
      'INSERT INTO late VALUES (404)',
      `${addKey}; COMMIT`,
      'SELECT count(*) FROM late',
    ];
    expect(await heard(exchanges)).toEqual(await said(exchanges, right));
    expect(await stateOf(stage)).toEqual(untouched);
    expect(stage.settled).toEqual(['retry failed']);
  });

  it('whose COMMIT fails takes the earlier repairs of the transaction with it', async () => {
    const exchanges = ['BEGIN', addKey, 'INSERT INTO late VALUES (404)', 'COMMIT', 'BEGIN; COMMIT'];
    expect(await heard(exchanges)).toEqual(await said(exchanges, right));
    expect(stage.settled).toEqual(['rolled back']);
    expect(await stateOf(stage)).toEqual(untouched);
  });

  it('whose COMMIT fails by itself is not held', async () => {
    const sql = `BEGIN; ALTER TABLE sessions ADD COLUMN more integer; INSERT INTO late VALUES (404); COMMIT`;
    const exchanges = [sql, 'SELECT 1'];
    expect(await heard(exchanges)).toEqual(await said(exchanges));
    expect(stage.held).toEqual([]);
  });

  it('whose COMMIT ends repairs of before says so', async () => {
    await heard(['BEGIN', addKey, 'CREATE TABLE made (); COMMIT']);
    expect(stage.settled).toEqual(['committed']);
    expect(await stateOf(stage)).toEqual(mended);
  });

  const block = 'BEGIN; CREATE TABLE done (); COMMIT';
  it.each([
    ['a block before it', `${block}; BEGIN; ${addKey}; COMMIT`],
    ['something after the COMMIT', `BEGIN; ${addKey}; COMMIT; CREATE TABLE later ()`],
    ['a COMMIT without a BEGIN', `${addKey}; COMMIT`],
    ['a savepoint', `BEGIN; SAVEPOINT a; ${addKey}; COMMIT`],
    ['a ROLLBACK', `BEGIN; ${addKey}; ROLLBACK`],
    ['a chain', `BEGIN; ${addKey}; COMMIT AND CHAIN`],
    ['a mode of its own', `BEGIN ISOLATION LEVEL SERIALIZABLE; ${addKey}; COMMIT`],
    ['COPY', `BEGIN; COPY users TO STDOUT; ${addKey}; COMMIT`],
  ])('passes with %s: nothing is done, and the state is right', async (_name, sql) => {
    stage.verdicts.push(decline);
    const exchanges = [sql, 'SELECT 1', 'ROLLBACK', 'SELECT 1'];
    expect(await heard(exchanges)).toEqual(await said(exchanges));
    expect(stage.held).toEqual([]);
    expect(await stateOf(stage)).toEqual(untouched);
  });

  it('is left alone in a transaction that it goes back in', async () => {
    const exchanges = ['BEGIN', 'SAVEPOINT a', `ROLLBACK TO a; ${addKey}; COMMIT`, 'ROLLBACK'];
    expect(await heard(exchanges)).toEqual(await said(exchanges));
    expect(stage.held).toEqual([]);
  });
});

/** Bytes as text, for a difference that can be read. */
function text(bytes: Buffer): string {
  return bytes.toString('latin1');
}
