import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { majors, sharedServer } from '../servers/start-server.ts';
import { targetEnvironment } from '../target-environment.ts';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'pgmend-left-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const send = `const pg = require('pg'); const client = new pg.Client(); client.connect().then(() => client.query('SELECT 1')).then(() => client.end())`;

it.each([
  { what: 'that ends well', command: [process.execPath, '-e', send], code: 0 },
  { what: 'that cannot be started', command: ['nothing-of-this-name'], code: 2 },
])('a command $what leaves no file with its statements behind', async ({ command, code }) => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const target = await server.createDatabase();
  const env = { ...targetEnvironment(target), TMPDIR: folder, TEMP: folder, TMP: folder };
  const ended = await runCli(['run', '--', ...command], { env: env as Record<string, string> });
  expect(ended.code, ended.stderr).toBe(code);
  expect(readdirSync(folder)).toEqual([]);
  await server.dropDatabase(target);
});
