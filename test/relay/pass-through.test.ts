import { beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { decline, openStage } from './stage.ts';
import {
  bind,
  describe as describePortal,
  execute,
  frame,
  framesOf,
  parse,
  query,
  sync,
  typesOf,
  wireClient,
} from './wire-client.ts';

/** Bytes to send and how many ReadyForQuery messages answer them. */
type Exchange = readonly [Buffer, number];

const one = (bytes: Buffer, ready = 1): Exchange => [bytes, ready];
const extended = (sql: string, name = ''): Buffer =>
  Buffer.concat([parse(sql, name), bind(name), describePortal(), execute(), sync]);

const conversations: Record<string, readonly Exchange[]> = {
  'plain statements': [
    one(query('SELECT 1')),
    one(query("SET application_name = 'x'; SELECT 2; SHOW application_name")),
    one(query('')),
    one(query('SELECT generate_series(1, 5000), repeat($$x$$, 50)')),
  ],
  'DDL outside and inside a transaction': [
    one(query('CREATE TABLE t (id serial PRIMARY KEY, parent integer)')),
    one(query('BEGIN')),
    one(query('ALTER TABLE t ADD FOREIGN KEY (parent) REFERENCES t')),
    one(query('SAVEPOINT mine; ALTER TABLE t ADD COLUMN note text')),
    one(query('CREATE TABLE IF NOT EXISTS t (id integer)')),
    one(query('ROLLBACK TO mine')),
    one(query('COMMIT')),
    one(query('DROP TABLE t; DROP TABLE IF EXISTS t')),
  ],
  'errors in every place': [
    one(query('SELEC 1')),
    one(query('CREATE TABLE')),
    one(query('CREATE TABLE t (id integer); CREATE TABLE t (id integer)')),
    one(query('CREATE TABLE t (a uuid REFERENCES t)')),
    one(query('BEGIN')),
    one(query('ALTER TABLE none ADD COLUMN a integer')),
    one(query('SELECT 1')),
    one(query('ALTER TABLE none ADD COLUMN a integer')),
    one(query('ROLLBACK')),
    one(query('BEGIN; CREATE TABLE half (id integer); CREATE TABLE half (id integer)')),
    one(query('COMMIT')),
  ],
  'extended protocol': [
    one(extended('SELECT 1')),
    one(extended('CREATE TABLE e (id serial PRIMARY KEY)', 'ddl')),
    one(extended('CREATE TABLE e (id serial PRIMARY KEY)', 'other')),
    one(extended('CREATE TABLE e (id serial PRIMARY KEY)', 'other')),
    one(Buffer.concat([extended('BEGIN'), extended('DROP TABLE e'), extended('COMMIT')]), 3),
    one(Buffer.concat([parse('SELECT 7'), describePortal(), sync])),
    one(Buffer.concat([parse('SELECT 7'), sync])),
    one(Buffer.concat([bind(), describePortal(), execute(), sync])),
  ],
  'an unnamed statement across a savepoint': [
    one(query('BEGIN')),
    one(Buffer.concat([parse('CREATE TABLE across (id integer)'), sync])),
    one(Buffer.concat([bind(), describePortal(), execute(), sync])),
    one(Buffer.concat([parse('SELECT 8'), sync])),
    one(Buffer.concat([bind(), describePortal(), execute(), sync])),
    one(query('ROLLBACK')),
  ],
  'pipelined units': [
    one(
      Buffer.concat(
        ['SELECT 1', 'CREATE TABLE p (id integer)', 'SELECT 2', 'DROP TABLE p', 'SELECT 3'].map(
          query,
        ),
      ),
      5,
    ),
    one(
      Buffer.concat([
        parse('CREATE TABLE q (id integer)'),
        bind(),
        execute(),
        parse('SELECT 1/0'),
        bind(),
        execute(),
        parse('DROP TABLE q'),
        bind(),
        execute(),
        sync,
        query('SELECT 4'),
      ]),
      2,
    ),
  ],
  'notices, notifications and DO': [
    one(query('LISTEN tick')),
    one(query("DO $$ BEGIN RAISE NOTICE 'hello'; END $$")),
    one(query("BEGIN; NOTIFY tick, 'a'; COMMIT")),
    one(query('CREATE TABLE IF NOT EXISTS n (id integer); DROP TABLE IF EXISTS n, m')),
    one(query('BEGIN')),
    one(query("DO $$ BEGIN CREATE TABLE made (id integer); RAISE NOTICE 'made'; END $$")),
    one(query('ROLLBACK')),
  ],
  'settings that are reported': [
    one(query("SET TimeZone = 'Asia/Tokyo'; CREATE TABLE z (id integer)")),
    one(query("DROP TABLE z; SET DateStyle = 'German'")),
    one(query("SET client_encoding = 'LATIN1'")),
    one(query('RESET ALL')),
  ],
};

/** The process id of a notification is the connection's own. */
function comparable(bytes: Buffer): string {
  return framesOf(bytes)
    .map((one) => (one[0] === 0x41 ? one.subarray(9) : one).toString('latin1'))
    .join('\n');
}

describe.each(majors)('what flows through on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  it.each(Object.keys(conversations))(
    '%s: the same bytes with and without the relay',
    async (name) => {
      const stage = await openStage(server, { onHeld: async () => ({ kind: 'pass' }) });
      const twin = await server.createDatabase();
      const direct = await wireClient(twin);
      const through = await wireClient(stage.through);
      for (const [bytes, ready] of conversations[name] ?? []) {
        const expected = await direct.exchange(bytes, ready);
        const got = await through.exchange(bytes, ready);
        expect(comparable(got)).toBe(comparable(expected));
      }
      await Promise.all([direct.end(), through.end()]);
      await stage.close();
    },
  );

  it('the same bytes in whatever pieces they come', async () => {
    const stage = await openStage(server, { onHeld: decline as never });
    const whole = Buffer.concat([
      query('CREATE TABLE pieces (id integer)'),
      extended('SELECT 1'),
      query('ALTER TABLE pieces ADD COLUMN id integer'),
      extended('DROP TABLE pieces'),
    ]);
    const direct = await wireClient(await server.createDatabase());
    const expected = await direct.exchange(whole, 4);
    const through = await wireClient(stage.through);
    const answer = through.until('Z', 4);
    for (let at = 0; at < whole.length; at += 3) {
      through.send(whole.subarray(at, at + 3));
      if (at % 30 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await answer).equals(expected)).toBe(true);
    await Promise.all([direct.end(), through.end()]);
    await stage.close();
  });

  it('COPY in and out, also through a slow reader', async () => {
    const stage = await openStage(server);
    const client = await wireClient(stage.through);
    await client.exchange(query('CREATE TABLE rows (id integer, body text)'));
    client.send(query('COPY rows FROM STDIN'));
    expect(typesOf(await client.until('G'))).toBe('G');
    const rows = Array.from({ length: 200 }, (_, i) => frame('d', `${i}\t${'x'.repeat(90)}\n`));
    const chunk = Buffer.concat(rows);
    await client.pour(Array(500).fill(chunk));
    await client.exchange(frame('c'));
    client.socket.pause();
    client.send(query('COPY rows TO STDOUT'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = client.received();
    client.socket.resume();
    const out = await client.until('Z');
    expect(before).toBeLessThan(9_000_000);
    const direct = await wireClient(stage.target);
    expect(out.equals(await direct.exchange(query('COPY rows TO STDOUT')))).toBe(true);
    // A failed COPY, and one by extended protocol, whose first Sync the server overlooks.
    for (const bytes of [query('COPY rows FROM STDIN'), extended('COPY rows FROM STDIN')]) {
      const answers: string[] = [];
      for (const one of [direct, client]) {
        one.send(bytes);
        const start = await one.until('G');
        const end = bytes[0] === 0x51 ? [frame('c')] : [frame('c'), sync];
        const rest = await one.exchange(Buffer.concat([frame('d', '1\tq\n'), ...end]));
        const next = await one.exchange(query('SELECT 5'));
        answers.push(Buffer.concat([start, rest, next]).toString('latin1'));
      }
      expect(answers[1]).toBe(answers[0]);
    }
    const failing = Buffer.concat([frame('d', 'no number\n'), frame('c')]);
    client.send(query('COPY rows FROM STDIN'));
    await client.until('G');
    expect(typesOf(await client.exchange(failing))).toBe('EZ');
    await Promise.all([direct.end(), client.end()]);
    await stage.close();
  });

  it('COPY inside a string with DDL', async () => {
    const stage = await openStage(server);
    const client = await wireClient(stage.through);
    client.send(
      query('CREATE TABLE c (id integer); COPY c FROM STDIN; ALTER TABLE c ADD COLUMN d integer'),
    );
    await client.until('G');
    expect(typesOf(await client.exchange(Buffer.concat([frame('d', '1\n'), frame('c')])))).toBe(
      'CCZ',
    );
    await client.end();
    await stage.close();
  });

  it('statements larger than what is looked at', async () => {
    const stage = await openStage(server);
    const client = await wireClient(stage.through);
    const text = 'y'.repeat(3_000_000);
    await client.exchange(
      query(`CREATE TABLE big (id integer); /* ${text} */ ALTER TABLE big ADD COLUMN body text`),
    );
    const answer = await client.exchange(
      Buffer.concat([
        extended(`INSERT INTO big (body) VALUES ('${text}')`),
        query('SELECT length(body) FROM big'),
      ]),
      2,
    );
    expect(answer.includes('3000000')).toBe(true);
    await client.end();
    await stage.close();
  });
});
