import { rmSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { majors, sharedServer } from '../servers/start-server.ts';
import { installProject } from '../tool-table/install-project.ts';
import { editFiles, projectFolder } from '../tool-table/project-folder.ts';
import { drizzlePush1 } from '../tool-table/projects/drizzle-push.ts';
import { mikroOrm } from '../tool-table/projects/mikro-orm.ts';
import { runInProject } from '../tool-table/run-in-project.ts';
import { tableFaults } from '../tool-table/table-fault.ts';

vi.setConfig({ testTimeout: 300_000 });

it('drizzle-kit push of 1.0, which compares every schema, is told to leave the journal alone', async () => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const installed = installProject(drizzlePush1);
  if ('reason' in installed) throw new Error(installed.reason);
  const target = await server.createDatabase();
  const session = await server.session(target);
  const folder = projectFolder(drizzlePush1, installed.folder, target);
  onTestFinished(async () => {
    await session.close();
    await server.dropDatabase(target);
    rmSync(folder, { recursive: true, force: true });
  });
  await session.query(tableFaults.find((one) => one.name === 'orphans')?.before ?? '');
  const place = { folder, installed: installed.folder, target, project: drizzlePush1 };
  const call = (...words: string[]) => runInProject(words, place);
  const pgmend = (...words: string[]) => call(...builtCommand, ...words);
  const push = ['drizzle-kit', 'push', '--force'];
  const kept = async () =>
    (await session.query('SELECT count(*)::int AS n FROM pgmend.kept_values')).rows[0]?.n;
  const line = `put this into drizzle.config.ts: schemaFilter: ['!pgmend'],`;

  const before = await pgmend('doctor');
  expect(before.output).toContain(`! drizzle-kit push compares every schema`);
  expect(before.output).toContain(line);

  const mended = await pgmend('run', '--yes', '--', ...push);
  expect(mended.code, mended.output).toBe(0);
  expect(mended.output.indexOf(line)).toBeGreaterThan(mended.output.indexOf('Way back'));
  expect(await kept()).toBe(3);

  // Somebody confirms whatever it asks, as a terminal does under --force.
  const asked = await call(...push);
  const hints = [...asked.output.matchAll(/\{ "type": .* \}/g)].map(([hint]) => hint);
  expect(hints.length).toBeGreaterThan(3);
  const confirmed = [...push, '--hints', `[${hints.join(',')}]`];
  const refused = await pgmend('run', '--yes', '--', ...confirmed);
  expect(refused.output.indexOf(line)).toBeGreaterThan(-1);
  expect(refused.output.indexOf(line)).toBeLessThan(refused.output.indexOf('Refused'));
  expect(refused.output).toContain(`pgmend: schema pgmend is pgmend's journal`);
  expect(refused.code).not.toBe(0);
  expect(await kept()).toBe(3);

  editFiles(folder, drizzlePush1.told?.(refused.output) ?? {});
  const left = await call(...push);
  expect(left.code, left.output).toBe(0);
  expect(left.output).toContain('No changes detected');
  expect((await pgmend('doctor')).output).not.toContain('compares every schema');
  const undone = await pgmend('undo', '--yes');
  expect(undone.code, undone.output).toBe(0);
});

const booking = `const Booking = new EntitySchema({
  name: 'Booking',
  tableName: 'bookings',
  properties: {
    id: { type: 'number', primary: true, autoincrement: false },
    user: { kind: 'm:1', entity: 'User', fieldName: 'user_id', nullable: true, deleteRule: 'no action', updateRule: 'no action' },
    seat: { type: 'text', nullable: true },
  },
});

module.exports = `;

it('mikro-orm schema:update, which compares every schema, leaves schema pgmend alone, and is told of another one', async () => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const installed = installProject(mikroOrm);
  if ('reason' in installed) throw new Error(installed.reason);
  const target = await server.createDatabase();
  const session = await server.session(target);
  const folder = projectFolder(mikroOrm, installed.folder, target);
  onTestFinished(async () => {
    await session.close();
    await server.dropDatabase(target);
    rmSync(folder, { recursive: true, force: true });
  });
  const file = 'mikro-orm.config.js';
  editFiles(folder, {
    [file]: (text) =>
      text
        .replace('module.exports = ', booking)
        .replace('entities: [User]', 'entities: [User, Booking]')
        .replace(
          "id: { type: 'number', primary: true }",
          "id: { type: 'number', primary: true, autoincrement: false }",
        )
        .replace("email: { type: 'string'", "email: { type: 'text'"),
  });
  await session.query(tableFaults.find((one) => one.name === 'orphans')?.before ?? '');
  const place = { folder, installed: installed.folder, target, project: mikroOrm };
  const call = (...words: string[]) => runInProject(words, place);
  const journal = ['--journal-schema', 'mending'];
  const pgmend = (verb: string, ...words: string[]) =>
    call(...builtCommand, verb, ...journal, ...words);
  const update = ['mikro-orm', 'schema:update', '--run'];
  const kept = async () =>
    (await session.query('SELECT count(*)::int AS n FROM mending.kept_values')).rows[0]?.n;
  const line = `put this into ${file}: schemaGenerator: { ignoreSchema: ['mending'] },`;

  // It takes `pgmend` for one of PostgreSQL's own: to LIKE, pg_% is that as well.
  await session.query(
    'CREATE SCHEMA pgmend; CREATE TABLE pgmend.one (id integer); CREATE SCHEMA mending',
  );
  const usual = await call(...builtCommand, 'doctor');
  expect(usual.output).not.toContain('compares every schema');
  const before = await pgmend('doctor');
  expect(before.output).toContain('! mikro-orm schema:update compares every schema');
  expect(before.output).toContain(line);

  const mended = await pgmend('run', '--yes', '--', ...update);
  expect(mended.code, mended.output).toBe(0);
  expect(mended.output.indexOf(line)).toBeGreaterThan(mended.output.indexOf('Way back'));
  expect(await kept()).toBe(3);

  const dumped = await call('mikro-orm', 'schema:update', '--dump');
  expect(dumped.output).toContain('drop schema if exists "mending"');
  expect(dumped.output).not.toContain('pgmend');
  const refused = await pgmend('run', '--yes', '--', ...update);
  expect(refused.code, refused.output).not.toBe(0);
  expect(refused.output).toContain(`pgmend: schema mending is pgmend's journal`);
  expect(await kept()).toBe(3);

  const [, told = ''] = /mikro-orm\.config\.js: (schemaGenerator: .*)/.exec(refused.output) ?? [];
  editFiles(folder, {
    [file]: (text) => text.replace('  migrations: {', `  ${told}\n  migrations: {`),
  });
  const left = await call('mikro-orm', 'schema:update', '--dump');
  expect(left.output).toContain('Schema is up-to-date');
  expect((await pgmend('doctor')).output).not.toContain('compares every schema');
  const undone = await pgmend('undo', '--yes');
  expect(undone.code, undone.output).toBe(0);
});
