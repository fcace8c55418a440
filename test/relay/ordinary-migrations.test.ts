import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMender } from '../../src/relay/mend-held.ts';
import { startRelay } from '../../src/relay/relay.ts';
import { majors, sharedServer, type Target } from '../servers/start-server.ts';
import {
  bind,
  execute,
  frame,
  parse,
  query,
  sync,
  type WireClient,
  wireClient,
} from './wire-client.ts';

const migrations = 300;
const rows = 1_000_000;

/** What ordinary migrations send: tables, keys, indexes, columns, data, a ledger; simple and extended, with and without BEGIN. */
function* ordinary(): Generator<{ readonly bytes: Buffer; readonly ready: number }> {
  yield { bytes: query('CREATE TABLE ledger (name text PRIMARY KEY)'), ready: 1 };
  for (let at = 1; at <= migrations; at += 1) {
    const name = `t${at}`;
    const inTransaction = at % 3 === 0;
    const ddl = [
      `CREATE TABLE ${name} (id serial PRIMARY KEY, parent integer, note varchar(${at}))`,
      `ALTER TABLE ${name} ADD CONSTRAINT ${name}_fk FOREIGN KEY (parent) REFERENCES ${at === 1 ? name : `t${at - 1}`} (id) ON DELETE CASCADE`,
      `CREATE INDEX ON ${name} (parent); ALTER TABLE ${name} ADD COLUMN extra text DEFAULT 'x'`,
      `INSERT INTO ${name} (note) VALUES ('a'), (NULL)`,
      ...(at % 10 === 0
        ? [`ALTER TABLE ${name} ALTER COLUMN note TYPE text`, `DROP TABLE IF EXISTS nothing`]
        : []),
    ];
    if (inTransaction) yield { bytes: query('BEGIN'), ready: 1 };
    for (const sql of ddl) yield { bytes: query(sql), ready: 1 };
    const insert = parse(`INSERT INTO ledger VALUES ('${name}')`);
    yield { bytes: Buffer.concat([insert, bind(), execute(), sync]), ready: 1 };
    if (inTransaction) yield { bytes: query('COMMIT'), ready: 1 };
  }
}

function* copyChunks(): Generator<Buffer> {
  const lines: Buffer[] = [];
  for (let at = 1; at <= rows; at += 1) {
    lines.push(frame('d', `${at}\tbody of row ${at}\n`));
    if (lines.length === 2_000) yield Buffer.concat(lines.splice(0));
  }
  yield frame('c');
}

/** One line for each answer, so that a difference names its place, and a hash of the million rows. */
async function answers(client: WireClient): Promise<string[]> {
  const all: string[] = [];
  for (const { bytes, ready } of ordinary()) {
    all.push((await client.exchange(bytes, ready)).toString('latin1'));
  }
  await client.exchange(query('CREATE TABLE loaded (id integer, body text)'));
  client.send(query('COPY loaded FROM STDIN'));
  all.push((await client.until('G')).toString('latin1'));
  await client.pour(copyChunks());
  all.push((await client.until('Z')).toString('latin1'));
  const out = await client.exchange(query('COPY loaded TO STDOUT'));
  all.push(`${out.length} ${createHash('sha256').update(out).digest('hex')}`);
  // Expressions: the answer names no table, whose OID is another in every database.
  const selected = await client.exchange(query("SELECT id + 0, body || '' FROM loaded"));
  all.push(`${selected.length} ${createHash('sha256').update(selected).digest('hex')}`);
  return all;
}

const mender = () =>
  createMender({
    plan: { journalSchema: 'pgmend', unmatched: null, chosen: {}, all: false },
    maps: [],
    run: { id: 'ordinary', command: 'a test', version: '0' },
    lockTimeout: '5s',
    ask: async () => 'yes',
  });

describe.each(majors)('%i', (major) => {
  it('answers 300 ordinary migrations and a million rows, in and out, with the same bytes', async () => {
    const server = await sharedServer(major);
    const [direct, through]: Target[] = [
      await server.createDatabase(),
      await server.createDatabase(),
    ];
    if (direct === undefined || through === undefined)
      throw new Error('two databases were asked for');
    const asked = mender();
    const relay = await startRelay({
      upstream: through,
      onHeld: asked.onHeld,
      onSettled: asked.onSettled,
      guard: asked.guard,
    });
    const plain = await wireClient(direct);
    const relayed = await wireClient({ ...through, host: relay.host, port: relay.port });
    const expected = await answers(plain);
    const found = await answers(relayed);
    expect(found.length).toBe(expected.length);
    expect(found.findIndex((answer, at) => answer !== expected[at])).toBe(-1);
    expect(asked.outcomes()).toEqual([]);
    expect(asked.leftOut()).toEqual([]);
    await plain.end();
    await relayed.end();
    await relay.close();
    await server.dropDatabase(direct);
    await server.dropDatabase(through);
  }, 300_000);
});
