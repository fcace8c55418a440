import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redirectEnvironment } from '../../src/relay/redirect.ts';
import { majors, sharedServer, type Target } from '../servers/start-server.ts';

const pg = pathToFileURL(join(import.meta.dirname, '../../node_modules/pg/esm/index.mjs')).href;
const postgres = pathToFileURL(
  join(import.meta.dirname, '../../node_modules/postgres/src/index.js'),
).href;
let target: Target;
let folder: string;

beforeAll(async () => {
  target = await (await sharedServer(majors.at(-1) ?? 18)).createDatabase();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pgmend-places-test-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the files, and gives back for each statement the places that were written down, innermost first. */
function placesOf(
  files: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): { readonly said: string; readonly places: Readonly<Record<string, readonly string[]>> } {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const placesFile = join(folder, 'places.jsonl');
  writeFileSync(placesFile, '');
  const { host, port } = target;
  const [script = ''] = Object.keys(files);
  const env = redirectEnvironment({ relay: { host, port }, target, env: process.env, placesFile });
  const { user, password, database } = target;
  const url = `postgres://${user}:${password ?? ''}@${host}:${port}/${database}`;
  const ended = spawnSync(process.execPath, [...options, join(folder, script)], {
    cwd: folder,
    env: { ...env, URL: url },
    encoding: 'utf8',
  });
  const lines = readFileSync(placesFile, 'utf8').trim().split('\n').filter(Boolean);
  return {
    said: ended.stdout + ended.stderr,
    places: Object.fromEntries(
      lines.map((line) => {
        const { statement, frames } = JSON.parse(line) as {
          statement: string;
          frames: { file: string; line: number }[];
        };
        return [statement, frames.map((one) => `${one.file.slice(folder.length + 1)}:${one.line}`)];
      }),
    ),
  };
}

test('a statement comes from the call that the migration waits for, whatever lies between it and the driver', () => {
  const { said, places } = placesOf({
    'run.mjs': `import pg from '${pg}';
import { builder } from './node_modules/builder/index.mjs';
const client = new pg.Client(process.env.URL);
await client.connect();
const { up } = await import('./migrations/1.mjs');
await up(builder(client));
await client.end();
`,
    // As migration tools are: lazy, with timers, callbacks and promises of their own.
    'node_modules/builder/index.mjs': `export const builder = (client) => ({
  alter: (sql) => ({
    then: (done, fail) =>
      setTimeout(() => new Promise((ok, no) => client.query(sql, (error) => (error ? no(error) : ok()))).then(done, fail), 1),
  }),
  run: async (sql) => { await null; return client.query(sql); },
});
`,
    'migrations/1.mjs': `export async function up(db) {
  await db.run('CREATE TABLE placed (id integer)');
  await db.alter('ALTER TABLE placed ADD a integer');
  for (const name of ['b', 'c']) {
    await added(db, name);
  }
}
async function added(db, name) {
  await db.run('ALTER TABLE placed ADD ' + name + ' integer');
}
`,
  });
  expect(said).toBe('');
  expect(places['CREATE TABLE placed (id integer)']?.[0]).toBe('migrations/1.mjs:2');
  expect(places['ALTER TABLE placed ADD a integer']?.[0]).toBe('migrations/1.mjs:3');
  expect(places['ALTER TABLE placed ADD c integer']?.slice(0, 2)).toEqual([
    'migrations/1.mjs:9',
    'migrations/1.mjs:5',
  ]);
});

test('the line of TypeScript is the one that was written', () => {
  const { said, places } = placesOf(
    {
      'migrate.mts': `import postgres from '${postgres}';

interface Nothing {
  readonly that: 'stays';
}
const sql = postgres(process.env.URL as string);
await sql\`SELECT 1\`;

await sql.unsafe<Nothing[]>(
  'CREATE TABLE typed (id integer)');
await sql.end();
`,
    },
    [
      '--import',
      pathToFileURL(join(import.meta.dirname, '../../node_modules/tsx/dist/loader.mjs')).href,
    ],
  );
  expect(said).toBe('');
  expect(places['CREATE TABLE typed (id integer)']?.[0]).toBe('migrate.mts:9');
});

test('what writes many rows is written down once', () => {
  const { said, places } = placesOf({
    'rows.mjs': `import pg from '${pg}';
const client = new pg.Client(process.env.URL);
await client.connect();
await client.query('CREATE TABLE many (id integer)');
for (let at = 0; at < 300; at += 1) {
  await client.query('INSERT INTO many VALUES ($1)', [at]);
}
await client.end();
`,
  });
  expect(said).toBe('');
  expect(Object.keys(places)).toHaveLength(2);
  expect(places['INSERT INTO many VALUES ($1)']).toEqual(['rows.mjs:6']);
});
