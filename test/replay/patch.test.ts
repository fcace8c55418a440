import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { type Ended, runCli } from '../cli/run-cli.ts';
import { databaseEnvironment, finished, sequelizeCli } from '../platform/child-process.ts';
import { majors, sharedServer, type Target } from '../servers/start-server.ts';
import { project } from './run-check.ts';
import { migration } from './sequelize-project.ts';

vi.setConfig({ testTimeout: 240_000 });

/** Members have uuids in old files and integers in new ones: each way to say so once. */
const files = {
  '.gitignore': 'node_modules\n',
  'migrations/20240101000000-members.js': migration(
    `await queryInterface.createTable('users', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true } });`,
  ),
  'migrations/20240102000000-sessions.js': migration(`
    await queryInterface.createTable('sessions', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      userId:   { type: Sequelize.UUID }, // who booked
      helperId: Sequelize.UUID,
    });`),
  'migrations/20240103000000-scans.js': migration(`
    await queryInterface.sequelize.query(\`
      CREATE TABLE scans (
        id serial PRIMARY KEY,
        "userId" uuid -- whose
      )\`);
    await queryInterface.addColumn('sessions', 'cancelledBy', { type: Sequelize.UUID });`),
  'migrations/20240104000000-link.js': migration(`
    await queryInterface.changeColumn('sessions', 'userId', {
      type: Sequelize.INTEGER, references: { model: 'users', key: 'id' } });
    await queryInterface.addConstraint('sessions', {
      fields: ['cancelledBy'], type: 'foreign key', references: { table: 'users', field: 'id' } });
    await queryInterface.sequelize.query('ALTER TABLE scans ADD FOREIGN KEY ("userId") REFERENCES users (id)');`),
  'migrations/20240105000000-posts.js': migration(`
    await queryInterface.createTable('posts', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      authorId: { type: Sequelize.UUID, references: { model: 'users', key: 'id' } },
    });
    await queryInterface.addColumn('posts', 'editorId', {
      type: Sequelize.UUID,
      references: { model: 'users', key: 'id' },
    });`),
  'models/session.js': `module.exports = (sequelize, DataTypes) =>\r\n  sequelize.define('Session', {\r\n    userId: { type: DataTypes.UUID },\r\n    helperId: DataTypes.UUID,\r\n  }, { tableName: 'sessions' });\r\n`,
};

const edited = [
  [
    'migrations/20240102000000-sessions.js',
    '      userId:   { type: Sequelize.INTEGER }, // who booked',
  ],
  ['migrations/20240103000000-scans.js', '        "userId" integer -- whose'],
  [
    'migrations/20240103000000-scans.js',
    "    await queryInterface.addColumn('sessions', 'cancelledBy', { type: Sequelize.INTEGER });",
  ],
  [
    'migrations/20240105000000-posts.js',
    "      authorId: { type: Sequelize.INTEGER, references: { model: 'users', key: 'id' } },",
  ],
  ['migrations/20240105000000-posts.js', '      type: Sequelize.INTEGER,'],
  ['models/session.js', '    userId: { type: DataTypes.INTEGER },'],
];

const newDatabase = async (): Promise<Target> =>
  (await sharedServer(majors.at(-1) ?? 18)).createDatabase();

const urlOf = ({ user, password, host, port, database }: Target) =>
  `postgres://${user}:${password}@${host}:${port}/${database}?sslmode=disable`;

const migrate = (folder: string, target: Target) =>
  finished([...sequelizeCli, 'db:migrate'], folder, databaseEnvironment(target));

const git = (folder: string, ...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'core.autocrlf=false', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );

function commit(folder: string): void {
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'as it was');
}

/** `file: line` of every line that git shows as new. */
function added(folder: string): string[][] {
  let file = '';
  const lines: string[][] = [];
  for (const line of git(folder, 'diff', '-U0').split('\n')) {
    if (line.startsWith('+++ ')) file = line.slice(6).trim();
    else if (line.startsWith('+')) lines.push([file, line.slice(1).replace(/\r$/, '')]);
  }
  return lines;
}

const patch = (folder: string, ...args: string[]): Promise<Ended> =>
  runCli(['patch', ...args], { cwd: folder });

test('after --write an empty database goes through where it failed, and only those lines have changed', async () => {
  const folder = project(files);
  commit(folder);
  const server = urlOf(await newDatabase());
  const before = await migrate(folder, await newDatabase());
  expect(before.exitCode).toBe(1);
  expect(`${before.stdout}${before.stderr}`).toMatch(/incompatible types: uuid and integer/);

  const shown = await patch(folder, '--no-database', '--server', server);
  expect(shown.code).toBe(0);
  expect(git(folder, 'status', '--porcelain')).toBe('');

  const written = await patch(folder, '--no-database', '--server', server, '--write');
  expect(written.code).toBe(0);
  expect(added(folder)).toEqual(edited);
  const whole = git(folder, 'diff');

  const after = await migrate(folder, await newDatabase());
  expect(after).toMatchObject({ exitCode: 0 });

  // The diff that was shown is the one that was written, as git reads it.
  git(folder, 'checkout', '-q', '.');
  execFileSync('git', ['apply', '-'], { cwd: folder, input: shown.stdout });
  expect(git(folder, 'diff')).toBe(whole);

  const again = await patch(folder, '--no-database', '--server', server);
  expect(again).toMatchObject({ code: 0, stdout: '' });
  expect(again.stderr).toMatch(/nothing is to be edited/);
});

test('a migration that is recorded as done is not edited; a new one is offered', async () => {
  const { 'migrations/20240105000000-posts.js': _, ...own } = files;
  const folder = project(own);
  commit(folder);
  const real = await newDatabase();
  const first = await finished(
    [...sequelizeCli, 'db:migrate', '--to', '20240103000000-scans.js'],
    folder,
    databaseEnvironment(real),
  );
  expect(first.exitCode).toBe(0);
  const url = urlOf(real);
  const { code, stderr } = await patch(folder, '--url', url, '--server', url, '--write');
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /20240102000000-sessions\.js:6 declares sessions\."userId" as Sequelize\.UUID; it is recorded as done/,
  );
  expect(git(folder, 'diff', '--name-only').trim()).toBe('models/session.js');
  const names = readdirSync(path.join(folder, 'migrations'));
  expect(names.indexOf('20240104000000-link.js') - 1).toBe(
    names.findIndex((name) => /^20240103235959-retype-sessions-userid\.js$/.test(name)),
  );

  // On a new database it goes through, and where values stand in the way nothing is lost.
  expect(await migrate(folder, await newDatabase())).toMatchObject({ exitCode: 0 });
  const session = await (await sharedServer(majors.at(-1) ?? 18)).session(real);
  await session.query('INSERT INTO sessions ("userId") VALUES (gen_random_uuid())');
  expect(await migrate(folder, real)).toMatchObject({ exitCode: 1 });
  const { rows } = await session.query('SELECT pg_typeof("userId")::text AS type FROM sessions');
  await session.close();
  expect(rows).toEqual([{ type: 'uuid' }]);
});

test('where the ledger is not known nothing is written', async () => {
  const folder = project(files);
  commit(folder);
  const server = urlOf(await newDatabase());
  const { code, stderr } = await patch(folder, '--server', server, '--write');
  expect(code).toBe(3);
  expect(stderr).toMatch(/ledger-unknown/);
  expect(git(folder, 'status', '--porcelain')).toBe('');
});

test('a column into which the migrations write values is left to a person', async () => {
  const folder = project({
    'migrations/1-a.js': migration(`
    await queryInterface.createTable('users', { id: { type: Sequelize.INTEGER, primaryKey: true } });
    await queryInterface.createTable('sessions', { userId: { type: Sequelize.UUID } });
    await queryInterface.sequelize.query('INSERT INTO sessions VALUES (gen_random_uuid())');
    await queryInterface.addConstraint('sessions', { fields: ['userId'], type: 'foreign key', references: { table: 'users', field: 'id' } });`),
  });
  const text = readFileSync(path.join(folder, 'migrations/1-a.js'), 'utf8');
  const server = urlOf(await newDatabase());
  const { code, stderr } = await patch(folder, '--no-database', '--server', server, '--write');
  expect(code).toBe(1);
  expect(stderr).toMatch(/the migrations write uuid values into it/);
  expect(readFileSync(path.join(folder, 'migrations/1-a.js'), 'utf8')).toBe(text);
});
