import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type OwnSession } from '../postgres/connect.ts';
import { type Embedded, startScratch } from './start-embedded.ts';

const guests: (string | null)[] = [];
let scratch: Embedded;
const open: OwnSession[] = [];
const session = async (): Promise<OwnSession> => {
  const one = await connect(scratch.target);
  open.push(one);
  return one;
};

beforeAll(async () => {
  scratch = await startScratch(({ sql }) => guests.push(sql));
});
afterAll(async () => {
  for (const one of open) await one.close();
  await scratch.close();
});

test('a connection can be opened and used while another has its transaction open', async () => {
  const one = await session();
  await one.query('BEGIN');
  await one.query('CREATE TABLE made_inside (id int4)');
  const other = await session();
  await other.query('ALTER TABLE made_inside ADD name text');
  await one.query('COMMIT');
  const { rows } = await other.query<{ n: number }>(
    "SELECT count(*)::int4 AS n FROM information_schema.columns WHERE table_name = 'made_inside'",
  );
  expect(rows).toEqual([{ n: 2 }]);
});

test('a statement that fails inside the transaction of another leaves that one whole', async () => {
  const one = await session();
  const other = await session();
  await one.query('BEGIN');
  await one.query('CREATE TABLE kept_whole (id int4)');
  await expect(other.query('SELECT * FROM not_there')).rejects.toMatchObject({ sqlstate: '42P01' });
  await one.query('INSERT INTO kept_whole VALUES (1)');
  await one.query('COMMIT');
  const { rows } = await other.query<{ id: number }>('SELECT id FROM kept_whole');
  expect(rows).toEqual([{ id: 1 }]);
});

test('a transaction of its own waits until the other has ended', async () => {
  const one = await session();
  const other = await session();
  await one.query('BEGIN');
  const waiting = other.query('BEGIN');
  const first = await Promise.race([waiting, new Promise((go) => setTimeout(go, 900, 'waits'))]);
  expect(first).toBe('waits');
  await one.query('COMMIT');
  await waiting;
  await other.query('COMMIT');
});

test('whoever goes away leaves no transaction behind', async () => {
  const one = await session();
  const other = await session();
  await one.query('BEGIN');
  await one.query('CREATE TABLE gone_again (id int4)');
  await one.close();
  const { rows } = await other.query("SELECT to_regclass('gone_again') AS found");
  expect(rows).toEqual([{ found: null }]);
});
