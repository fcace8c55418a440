import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { beginOfChain } from './begin-of-chain.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgmend-chain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = `export async function up(db) {
  await db.schema
    .alterTable('bookings')
    .addColumn('seat', 'text')
    .execute();
  await db.query('ALTER TABLE bookings ADD seat text');
}
`;

test.each([
  ['the end of a chain that says nothing', 5, 6, 2, 9],
  ['a call that says what it does', 6, 12, 6, 12],
  ['a link in the middle', 4, 6, 4, 6],
])('%s', async (_, line, column, toLine, toColumn) => {
  const file = path.join(folder, 'a.mjs');
  writeFileSync(file, text);
  expect(await beginOfChain({ path: file, line, column })).toEqual({
    path: file,
    line: toLine,
    column: toColumn,
  });
});

test('a file that cannot be read', async () => {
  const place = { path: path.join(folder, 'none.js'), line: 3, column: 4 };
  expect(await beginOfChain(place)).toEqual(place);
});
