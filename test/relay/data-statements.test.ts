import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { majors, sharedServer } from '../servers/start-server.ts';
import { type Asked, decline, openStage, type Stage } from './stage.ts';
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

const table = 'CREATE TABLE small (n integer, t text CHECK (length(t) < 9))';
const insert = 'INSERT INTO small VALUES (3000000000)';

const widen: Asked = async (_held, session) => {
  await session.query('ALTER TABLE public.small ALTER COLUMN n TYPE bigint');
  return { kind: 'retry' };
};

describe.each(majors)('a statement that writes rows, on PostgreSQL %i', (major) => {
  let stage: Stage;
  let client: WireClient;

  beforeEach(async () => {
    stage = await openStage(await sharedServer(major));
    await stage.direct(table);
    client = await wireClient(stage.through);
  });
  afterEach(async () => {
    await client.end();
    await stage.close();
  });

  const rows = () => stage.direct('SELECT n::text FROM small ORDER BY small.n');
  const unit = (sql: string, name = '') =>
    Buffer.concat([parse(sql, name), bind(name), describePortal(), execute(), sync]);

  it.each([
    ['as a simple Query', query(insert), 'CZ'],
    ['by the extended protocol', unit(insert), '12nCZ'],
    ['under a name', unit(insert, 's1'), '12nCZ'],
    ['of several', query(`INSERT INTO small VALUES (1); ${insert}`), 'CCZ'],
    ['with its rows', query(`${insert} RETURNING n`), 'TDCZ'],
    ['behind a WITH', query(`WITH w AS (SELECT 1) ${insert}`), 'CZ'],
    ['in an UPDATE', query('UPDATE small SET n = n * 3'), 'CZ'],
  ])('is held outside a transaction, %s', async (_name, bytes, types) => {
    await stage.direct('INSERT INTO small VALUES (1000000000)');
    stage.verdicts.push(widen);
    const answer = await client.exchange(bytes);
    expect(typesOf(answer), answer.toString('latin1')).toBe(types);
    expect(String.fromCharCode(answer.at(-1) ?? 0)).toBe('I');
    expect((await rows()).at(-1)).toEqual({ n: '3000000000' });
    expect(stage.settled).toEqual(['committed']);
    expect(stage.held[0]).toMatchObject({ inTransaction: false });
  });

  it('is held when its unit comes in two pieces', async () => {
    stage.verdicts.push(widen);
    client.send(
      Buffer.concat([parse(insert.replace('3000000000', '$1')), frame('D', 'S\0'), flush]),
    );
    expect(typesOf(await client.until('n'))).toBe('1tn');
    const value = Buffer.concat([
      Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 10]),
      Buffer.from('3000000000'),
      Buffer.from([0, 0]),
    ]);
    client.send(frame('B', value));
    const rest = await client.exchange(Buffer.concat([execute(), sync]));
    expect(typesOf(rest)).toBe('2CZ');
    expect(await rows()).toEqual([{ n: '3000000000' }]);
  });

  it.each([
    ['declined', decline],
    ['not helped', () => ({ kind: 'retry' as const })],
  ])('%s, it gets its own error, and nothing is left', async (_name, verdict) => {
    stage.verdicts.push(verdict);
    const direct = await wireClient(stage.target);
    const expected = await direct.exchange(query(insert));
    await direct.end();
    expect((await client.exchange(query(insert))).equals(expected)).toBe(true);
    expect(await rows()).toEqual([]);
    expect(stage.held).toHaveLength(1);
  });

  it.each([
    ['another error', ["INSERT INTO small VALUES (1, 'longer than nine')"], 'I'],
    ['inside a transaction', ['BEGIN', insert], 'E'],
    ['with a COMMIT', [`BEGIN; INSERT INTO small VALUES (1); COMMIT; ${insert}`], 'I'],
    ['in a DO', [`DO $$ BEGIN ${insert}; END $$`], 'I'],
    ['in a function of a SELECT', ['SELECT 3000000000::integer'], 'I'],
  ])('is not held: %s', async (_name, exchanges, status) => {
    const server = await sharedServer(major);
    const other = await server.createDatabase();
    const session = await server.session(other);
    await session.query(table);
    await session.close();
    const direct = await wireClient(other);
    let last: Buffer = Buffer.alloc(0);
    for (const sql of [...exchanges, 'COMMIT', 'SELECT * FROM small']) {
      const answer = await client.exchange(query(sql));
      const expected = await direct.exchange(query(sql));
      if (sql.startsWith('SELECT *')) expect(typesOf(answer)).toBe(typesOf(expected));
      else expect(answer.toString('latin1')).toBe(expected.toString('latin1'));
      if (sql === exchanges.at(-1)) last = answer;
    }
    await direct.end();
    expect(typesOf(last)).toMatch(/EZ$/);
    expect(String.fromCharCode(last.at(-1) ?? 0)).toBe(status);
    expect(stage.held).toEqual([]);
  });

  it('gives way in a pipeline: the next units do not wait', async () => {
    const slow = unit('INSERT INTO small SELECT 1 FROM pg_sleep(0.4)');
    client.send(slow);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const later = Buffer.concat([unit(insert), unit('INSERT INTO small VALUES (2)')]);
    const answer = await client.exchange(later, 3);
    expect(typesOf(answer)).toBe('12nCZ1EZ12nCZ');
    expect(stage.held).toEqual([]);
    expect(await rows()).toEqual([{ n: '1' }, { n: '2' }]);
  });
});
