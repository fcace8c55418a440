import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { majors, type OwnSession, sharedServer, type Target } from '../servers/start-server.ts';
import { type Checked, check, places, project } from './run-check.ts';
import { cleanMigrations, migration, writeProject } from './sequelize-project.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const table = (name: string, rest = '') =>
  `await queryInterface.createTable('${name}', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, ${rest} });`;

/** One of each problem; the numbers are those of the situations that people have run into. */
const files = {
  'migrations/20240101000000-users.js': migration(
    table('users', 'email: { type: Sequelize.STRING }'),
  ),
  'migrations/20240102000000-sessions.js': migration(
    table('sessions', 'userId: { type: Sequelize.UUID }'),
  ),
  // Recorded as done, and it never ran.
  'migrations/20240103000000-never-ran.js': migration(
    `await queryInterface.addColumn('users', 'phone', { type: Sequelize.STRING });`,
  ),
  // Recorded as done, with another type than it makes.
  'migrations/20240104000000-orders.js': migration(
    table('orders', 'total: { type: Sequelize.INTEGER }'),
  ),
  // Half done, not recorded.
  'migrations/20240105000000-half-done.js': migration(`
    await queryInterface.addColumn('users', 'city', { type: Sequelize.STRING });
    await queryInterface.addColumn('users', 'street', { type: Sequelize.STRING });`),
  // A second author.
  'migrations/20240106000000-users-again.js': migration(
    table('users', 'email: { type: Sequelize.TEXT }'),
  ),
  // Two with one number.
  'migrations/20240106000000-Users-number.js': migration(''),
  // The mismatch, in a call that drops the type.
  'migrations/20240107000000-link.js': migration(`
    await queryInterface.changeColumn('sessions', 'userId', {
      type: Sequelize.INTEGER, references: { model: 'users', key: 'id' } });`),
  // The transaction in the wrong place.
  'migrations/20240108000000-wait.js': migration(`
    await queryInterface.sequelize.transaction(async (t) => {
      await queryInterface.addColumn('orders', 'userId', { type: Sequelize.INTEGER }, { transaction: t });
      await queryInterface.addConstraint('orders', {
        fields: ['userId'], type: 'foreign key', references: { table: 'users', field: 'id' } }, { transaction: t });
    });`),
  // Upper case and no number.
  'migrations/DIRECT-FIX.js': migration(''),
  'migrations/20240109000000-never.mjs': 'export const up = () => {};',
  'migrations/20240110000000-old.js.backup': '',
  'migrations/archive/20230101000000-old.js': migration(''),
  // Not the tool's own style; it fails at its turn, which is the last one.
  'migrations/zz-knex.js': 'exports.up = (knex) => knex.schema.createTable("k", () => {});\n',
};

async function database(): Promise<{ target: Target; session: OwnSession }> {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const target = await server.createDatabase();
  return { target, session: await server.session(target) };
}

const urlOf = ({ user, password, host, port, database: name }: Target) =>
  `postgres://${user}:${password}@${host}:${port}/${name}?sslmode=disable`;

let found: Checked;
let folder: string;
let real: Target;
let before: string;

const statements = [
  'CREATE TABLE "SequelizeMeta" (name text PRIMARY KEY)',
  `INSERT INTO "SequelizeMeta" VALUES ('20240101000000-users.js'), ('20240102000000-sessions.js'), ('20240103000000-never-ran.js'), ('20240104000000-orders.js'), ('20231231000000-gone.js')`,
  'CREATE TABLE users (id serial PRIMARY KEY, email varchar(255), city varchar(255))',
  'CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid)',
  'CREATE TABLE orders (id serial PRIMARY KEY, total bigint)',
];

const state = async (session: OwnSession) => {
  const { rows } = await session.query(
    `SELECT table_name, column_name, data_type FROM information_schema.columns
      WHERE table_schema = 'public' OR table_schema = 'pgmend' ORDER BY 1, 2`,
  );
  return JSON.stringify([
    rows,
    (await session.query('SELECT * FROM "SequelizeMeta" ORDER BY 1')).rows,
  ]);
};

beforeAll(async () => {
  const { target, session } = await database();
  real = target;
  for (const sql of statements) await session.query(sql);
  before = await state(session);
  const url = urlOf(target);
  folder = writeProject(files);
  found = await check(folder, ['--url', url, '--server', url]);
  const after = await state(session);
  await session.close();
  expect(after).toBe(before);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every problem is named with its file and its line', () => {
  expect(found.code).toBe(1);
  expect(places(found.findings).sort()).toEqual(
    [
      'fault migrations/20240107000000-link.js:4',
      'two-authors migrations/20240106000000-users-again.js:3',
      'change-column-references migrations/20240107000000-link.js:4',
      'transaction-left-out migrations/20240108000000-wait.js:6',
      'sorts-wrongly migrations/20240106000000-users-again.js:1',
      'sorts-wrongly migrations/DIRECT-FIX.js:1',
      'sorts-wrongly migrations/zz-knex.js:1',
      'not-picked-up migrations/20240109000000-never.mjs:1',
      'not-picked-up migrations/20240110000000-old.js.backup:1',
      'not-picked-up migrations/archive/20230101000000-old.js:1',
      'other-tool migrations/zz-knex.js:1',
      'no-file null:null',
      'effects-missing migrations/20240103000000-never-ran.js:3',
      'effects-missing migrations/20240104000000-orders.js:3',
      'effects-present migrations/20240105000000-half-done.js:4',
    ].sort(),
  );
});

test('a fault has its column and both types, and says whether the migration has run', () => {
  expect(found.findings.find((one) => one.kind === 'fault')).toMatchObject({
    fault: 'incompatible-types',
    column: 26,
    migration: '20240107000000-link.js',
    recorded: false,
    details: ['referencing sessions."userId" is uuid', 'referenced users.id is integer'],
  });
});

test('the replay stops at the migration that waits for itself, as the real one would', () => {
  expect(found.findings.filter((one) => one.stopsHere)).toMatchObject([
    { kind: 'transaction-left-out', migration: '20240108000000-wait.js' },
  ]);
  expect(found.result.ran).toBe(8);
});

test('what is missing, other and there already is named', () => {
  const details = (kind: string) =>
    found.findings.filter((one) => one.kind === kind).flatMap((one) => one.details);
  expect(details('effects-missing')).toEqual([
    'missing: column users.phone',
    'other type: column orders.total is bigint; after the migrations it is integer',
  ]);
  expect(details('effects-present')).toEqual(['there: column users.city']);
  expect(found.findings.find((one) => one.kind === 'effects-present')?.says).toMatch(/half way/);
});

test('the real database is what it was, and nothing of the replay is left on the server', async () => {
  const server = await sharedServer(majors.at(-1) ?? 18);
  const session = await server.session(real);
  expect(await state(session)).toBe(before);
  const { rows } = await session.query(
    `SELECT datname FROM pg_database WHERE datname LIKE 'pgmend_replay_%'`,
  );
  await session.close();
  expect(rows).toEqual([]);
});

test('--fail-on decides what ends with 1', async () => {
  const { target, session } = await database();
  await session.close();
  const own = project({
    'migrations/1-a.js': migration(table('users')),
    'migrations/1-b.js': migration(''),
  });
  const url = urlOf(target);
  const only = (kinds: string) =>
    check(own, ['--no-database', '--server', url, '--fail-on', kinds]);
  expect(await only('fault,two-authors')).toMatchObject({
    code: 0,
    findings: [{ kind: 'sorts-wrongly' }],
  });
  const env = { GITHUB_ACTIONS: 'true' };
  const failing = await check(own, ['--no-database', '--server', url], env);
  expect(failing.code).toBe(1);
  expect(failing.stderr).toContain(
    '::error file=migrations/1-b.js,line=1,col=1,title=pgmend%3A sorts-wrongly::1-b.js has the same number',
  );
});

test('a table that no migration creates has a second author', async () => {
  const { target, session } = await database();
  await session.close();
  const own = project({
    'migrations/1-a.js': migration(
      `await queryInterface.addColumn('members', 'x', { type: Sequelize.TEXT });`,
    ),
  });
  const { findings } = await check(own, ['--no-database', '--server', urlOf(target)]);
  expect(findings).toMatchObject([
    { kind: 'two-authors', file: 'migrations/1-a.js', line: 3, stopsHere: true },
  ]);
});

test('on the embedded database nothing waits, and the replay goes on to the end', async () => {
  const own = project({
    'migrations/1-a.js': migration(table('users') + table('orders')),
    'migrations/2-wait.js': files['migrations/20240108000000-wait.js'],
    'migrations/3-knex.js': files['migrations/zz-knex.js'],
  });
  const { findings, result } = await check(own);
  expect(result.ran).toBe(2);
  expect(places(findings)).toEqual([
    'transaction-left-out migrations/2-wait.js:6',
    'migration-fails migrations/3-knex.js:1',
    'other-tool migrations/3-knex.js:1',
  ]);
});

test('in a clean project of 200 migrations nothing is found, on the embedded database', async () => {
  const own = project(cleanMigrations(200));
  const { code, result } = await check(own);
  expect({ code, ran: result.ran, findings: result.findings }).toEqual({
    code: 0,
    ran: 200,
    findings: [],
  });
});
