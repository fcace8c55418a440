import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSource } from '../syntax.ts';
import type { RepairMigration } from '../tool.ts';
import { writeMigration } from './write-migration.ts';

const up = `DO $a$ SELECT '\`\${x}\` \\ \r\n' $a$`;
const repair: RepairMigration = {
  up,
  down: 'DO $b$ down $b$',
  why: '',
  about: ['one line\nand no other'],
  slug: 'repair-x',
  before: null,
  run: '20260101-000000-abcd',
};
const neighbours = [
  ['20240101000000-a.cjs', "'use strict';\n\nmodule.exports = {\n    async up() {\n    },\n};\n"],
  ['20240101000000-a.mjs.js', 'export async function up() {\n\tawait x("a")\n}\n'],
  ['20240101000000-a.ts', 'export default {\n  up: async () => { await x("a"); },\n};\n'],
  ['20240101000000-a.cts', 'module.exports = {\n  up: async () => { await x("a"); },\n};\n'],
] as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pgmend-migrations-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, text: string, of: RepairMigration = repair) {
  const directory = await mkdtemp(join(folder, 'p'));
  await writeFile(join(directory, name), text);
  const type = /^export/m.test(text) ? 'module' : 'commonjs';
  await writeFile(join(directory, 'package.json'), JSON.stringify({ type }));
  const settings = { migrations: directory };
  return writeMigration(
    { tool: 'sequelize-cli', directory, evidence: '', settings },
    { ...of, before: name },
  );
}

describe('a migration that is written', () => {
  test.each(neighbours)(
    'beside %s is read without an error, and sends the SQL as it is',
    async (name, text) => {
      const file = await written(name, text);
      expect(await parseSource(file.path, file.text)).not.toBeNull();
      expect(file.text).toMatchSnapshot();
    },
  );

  test.each([
    ['20240101000000-a.cjs', neighbours[0][1]],
    ['20240101000000-a.js', neighbours[1][1]],
  ])('sends its statements: %s', async (name, text) => {
    const file = await written(name, text);
    await writeFile(file.path, file.text);
    const loaded = await import(pathToFileURL(file.path).href);
    const module = loaded.default ?? loaded;
    const sent: string[] = [];
    const queryInterface = { sequelize: { query: async (sql: string) => sent.push(sql) } };
    await module.up(queryInterface);
    await module.down(queryInterface);
    expect(sent.map((one) => one.trim())).toEqual([up, repair.down]);
  });

  test('says who can take it back where no script can', async () => {
    const file = await written('20240101000000-a.cjs', '', {
      ...repair,
      down: null,
      why: "It isn't known",
    });
    expect(file.text).toContain(
      "throw new Error('It isn\\'t known. Take it back with: pgmend undo 20260101-000000-abcd');",
    );
  });
});
