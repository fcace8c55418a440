import { spawn } from 'node:child_process';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
} from '../servers/start-server.ts';
import { projectFolder } from '../tools/project-folder.ts';
import {
  databaseEnvironment,
  type Finished,
  finished,
  pgmend,
  sequelizeCli,
} from './child-process.ts';

// Several commands, each a process or more, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** A migration of a body for `up`. */
const up = (body: string) =>
  `module.exports = { async up(queryInterface, Sequelize) {\n${body}\n} };\n`;

const users = up(`  await queryInterface.createTable('users', {
    id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
  });`);

const posts = up(`  await queryInterface.createTable('posts', {
    id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
    authorId: {
      type: Sequelize.INTEGER,
      references: { model: 'users', key: 'id' },
      onDelete: 'SET NULL',
      onUpdate: 'CASCADE',
    },
  });`);

interface Scene {
  readonly session: OwnSession;
  migrate(...options: string[]): Promise<Finished>;
  pgmend(...words: string[]): Promise<Finished>;
  plain(): Promise<Finished>;
  /** Kills pgmend as soon as the tool says this; what had been said. */
  killedAt(words: string): Promise<string>;
  keys(): Promise<string[]>;
  ledger(): Promise<string[]>;
  /** What the journal has of each key. */
  states(): Promise<string[]>;
}

async function scene(
  server: DatabaseServer,
  migrations: Readonly<Record<string, string>>,
): Promise<Scene> {
  const folder = projectFolder({
    '.sequelizerc': `module.exports = { config: require('node:path').resolve(__dirname, 'config.cjs') };`,
    'config.cjs': `const { env } = process;
module.exports = {
  host: env.DB_HOST, port: Number(env.DB_PORT), username: env.DB_USER,
  password: env.DB_PASSWORD, database: env.DB_NAME, dialect: 'postgres',
};`,
    ...Object.fromEntries(
      Object.entries(migrations).map(([name, text]) => [`migrations/${name}`, text]),
    ),
  });
  const target = await server.createDatabase();
  const env = databaseEnvironment(target);
  const session = await server.session(target);
  const tool = [...sequelizeCli, 'db:migrate'];
  const column = async (sql: string) => {
    const { rows } = await session.query<{ value: string }>(sql);
    return rows.map((row) => row.value);
  };
  return {
    session,
    migrate: (...options) => finished([...pgmend, 'run', ...options, '--', ...tool], folder, env),
    pgmend: (...words) => finished([...pgmend, ...words], folder, env),
    plain: () => finished(tool, folder, env),
    killedAt: (words) => killed([...pgmend, 'run', '--yes', '--', ...tool], folder, env, words),
    keys: () =>
      column(
        `SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS value
         FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1`,
      ),
    ledger: () => column('SELECT name AS value FROM "SequelizeMeta" ORDER BY 1'),
    states: () =>
      column(`SELECT name || ' ' || state AS value FROM pgmend.put_off_keys ORDER BY id`),
  };
}

function killed(
  [command = '', ...args]: readonly string[],
  cwd: string,
  env: Record<string, string | undefined>,
  words: string,
): Promise<string> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes(words)) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Not `close`: the tool outlives a pgmend that was killed, and holds the pipe.
    child.once('exit', () => resolve(said));
  });
}

const laid =
  'posts posts_authorId_fkey FOREIGN KEY ("authorId") REFERENCES users(id) ON UPDATE CASCADE ON DELETE SET NULL';

describe.each(majors)('on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  test('two migrations in the wrong order go through, and can be taken back', async () => {
    const at = await scene(server, { '1-create-posts.cjs': posts, '2-create-users.cjs': users });
    const plain = await at.plain();
    expect(plain.stdout + plain.stderr).toContain('relation "users" does not exist');

    const shown = await at.migrate('--dry-run');
    expect(shown.exitCode).toBe(1);
    expect(shown.stderr).toContain('[put-off]');
    expect(shown.stderr).toContain('migrations/2-create-users.cjs:2 creates it');
    expect(await at.ledger()).toEqual([]);

    const run = await at.migrate('--yes');
    expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 0 });
    expect(await at.keys()).toEqual([laid]);
    expect(await at.ledger()).toEqual(['1-create-posts.cjs', '2-create-users.cjs']);
    expect(await at.states()).toEqual(['posts_authorId_fkey laid']);
    expect(run.stderr).toContain('"posts_authorId_fkey" on posts is laid');
    expect((await at.pgmend('doctor')).exitCode).toBe(0);
    expect((await at.pgmend('log')).stdout).toContain('"posts_authorId_fkey" on posts is laid');

    const undo = await at.pgmend('undo', '--yes');
    expect(undo, undo.stdout + undo.stderr).toMatchObject({ exitCode: 0 });
    expect(await at.keys()).toEqual([]);
    expect(await at.states()).toEqual(['posts_authorId_fkey forgotten']);
    expect(undo.stdout).toContain('No longer true in "SequelizeMeta": 1-create-posts.cjs');
    expect((await at.pgmend('doctor')).exitCode).toBe(0);
    await at.session.close();
  });

  test('tables that reference each other, one migration each, and in one', async () => {
    const members = up(`  await queryInterface.createTable('members', {
    id: { type: Sequelize.INTEGER, primaryKey: true },
    teamId: { type: Sequelize.INTEGER, references: { model: 'teams', key: 'id' } },
  });`);
    const teams = up(`  await queryInterface.createTable('teams', {
    id: { type: Sequelize.INTEGER, primaryKey: true },
    leaderId: { type: Sequelize.INTEGER, references: { model: 'members', key: 'id' } },
  });`);
    const both = up(`  await queryInterface.sequelize.query(\`
    CREATE TABLE eggs (id int PRIMARY KEY, hen int CONSTRAINT egg_of REFERENCES hens (id) DEFERRABLE INITIALLY DEFERRED NOT NULL);
    CREATE TABLE hens (id int PRIMARY KEY, egg int NOT NULL, FOREIGN KEY (egg) REFERENCES eggs (id));
  \`);`);
    const at = await scene(server, {
      '1-members.cjs': members,
      '2-teams.cjs': teams,
      '3-hens-and-eggs.cjs': both,
    });
    const run = await at.migrate('--yes');
    expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 0 });
    expect(await at.keys()).toEqual([
      'eggs egg_of FOREIGN KEY (hen) REFERENCES hens(id) DEFERRABLE INITIALLY DEFERRED',
      'hens hens_egg_fkey FOREIGN KEY (egg) REFERENCES eggs(id)',
      'members members_teamId_fkey FOREIGN KEY ("teamId") REFERENCES teams(id)',
      'teams teams_leaderId_fkey FOREIGN KEY ("leaderId") REFERENCES members(id)',
    ]);
    await at.session.close();
  });

  test('inside a transaction: addColumn, addConstraint and rows behind them', async () => {
    const add =
      up(`  await queryInterface.createTable('posts', { id: { type: Sequelize.INTEGER, primaryKey: true } });
  await queryInterface.sequelize.transaction(async (transaction) => {
    await queryInterface.addColumn('posts', 'authorId',
      { type: Sequelize.INTEGER, references: { model: { tableName: 'users', schema: 'auth' }, key: 'id' } }, { transaction });
    await queryInterface.addColumn('posts', 'editorId', { type: Sequelize.INTEGER }, { transaction });
    await queryInterface.addConstraint('posts', { fields: ['editorId'], type: 'foreign key', name: 'posts_editor',
      references: { table: { tableName: 'users', schema: 'auth' }, field: 'id' }, onDelete: 'cascade', transaction });
    await queryInterface.bulkInsert('posts', [{ id: 1, authorId: 7, editorId: 8 }], { transaction });
  });`);
    const people = up(`  await queryInterface.sequelize.query('CREATE SCHEMA auth');
  await queryInterface.createTable('users', { id: { type: Sequelize.INTEGER, primaryKey: true } }, { schema: 'auth' });
  await queryInterface.bulkInsert({ tableName: 'users', schema: 'auth' }, [{ id: 7 }, { id: 8 }]);`);
    const at = await scene(server, { '1-posts.cjs': add, '2-people.cjs': people });
    const run = await at.migrate('--yes');
    expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 0 });
    expect(await at.keys()).toEqual([
      'posts posts_authorId_fkey FOREIGN KEY ("authorId") REFERENCES auth.users(id)',
      'posts posts_editor FOREIGN KEY ("editorId") REFERENCES auth.users(id) ON DELETE CASCADE',
    ]);
    await at.session.close();
  });

  test('a transaction that the migration rolls back takes the put-off key with it', async () => {
    const fails = up(`  await queryInterface.sequelize.transaction(async (transaction) => {
    await queryInterface.createTable('posts', { id: { type: Sequelize.INTEGER, primaryKey: true },
      authorId: { type: Sequelize.INTEGER, references: { model: 'users', key: 'id' } } }, { transaction });
    throw new Error('something else');
  });`);
    const at = await scene(server, { '1-posts.cjs': fails, '2-users.cjs': users });
    const run = await at.migrate('--yes');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("Taken back with the command's own ROLLBACK");
    expect(run.stderr).not.toContain('not laid yet');
    const { rows } = await at.session.query(`SELECT to_regclass('pgmend.put_off_keys') AS journal`);
    expect(rows).toEqual([{ journal: null }]);
    await at.session.close();
  });

  test('never made: exit 1, doctor names it, fix lays it once its table is there', async () => {
    const dropped =
      up(`  await queryInterface.createTable('users', { id: { type: Sequelize.INTEGER, primaryKey: true } });
  await queryInterface.dropTable('users');`);
    const at = await scene(server, { '1-posts.cjs': posts, '2-users.cjs': dropped });
    const run = await at.migrate('--yes');
    expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 1 });
    expect(await at.ledger()).toEqual(['1-posts.cjs', '2-users.cjs']);
    const statement =
      'ALTER TABLE "public"."posts" ADD CONSTRAINT "posts_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "public"."users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;';
    expect(run.stderr).toContain('and users is still not there');
    expect(run.stderr).toContain(statement);

    const doctor = await at.pgmend('doctor');
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toContain('"posts_authorId_fkey" on posts was put off');
    expect(doctor.stdout).toContain(statement);
    expect((await at.pgmend('log')).stdout).toContain('Put off and not laid yet');
    expect((await at.pgmend('plan')).exitCode).toBe(1);
    expect((await at.pgmend('fix', '--yes')).exitCode).toBe(1);
    expect(await at.states()).toEqual(['posts_authorId_fkey waiting']);

    // Of another type, and with a row that references nothing: what laying needs is mended with it.
    await at.session.query('CREATE TABLE users (id int PRIMARY KEY)');
    await at.session.query('INSERT INTO users VALUES (1)');
    await at.session.query('INSERT INTO posts ("authorId") VALUES (1), (2)');
    const plan = await at.pgmend('plan');
    expect(plan, plan.stdout + plan.stderr).toMatchObject({ exitCode: 0 });
    expect(plan.stdout).toContain('[lay-key]');
    const fix = await at.pgmend('fix', '--yes');
    expect(fix, fix.stdout + fix.stderr).toMatchObject({ exitCode: 0 });
    expect(await at.keys()).toEqual([laid]);
    const { rows } = await at.session.query('SELECT "authorId" AS author FROM posts ORDER BY id');
    expect(rows).toEqual([{ author: 1 }, { author: null }]);

    expect(await at.pgmend('undo', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await at.keys()).toEqual([]);
    expect(await at.states()).toEqual(['posts_authorId_fkey waiting']);
    const back = await at.session.query('SELECT "authorId" AS author FROM posts ORDER BY id');
    expect(back.rows).toEqual([{ author: 1 }, { author: 2 }]);
    expect(await at.pgmend('undo', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await at.states()).toEqual(['posts_authorId_fkey forgotten']);
    expect((await at.pgmend('doctor')).stdout).not.toContain('put off');
    await at.session.close();
  });

  test('what does not fit when the table comes is mended with it, or asked about', async () => {
    const written = up(`  await queryInterface.createTable('posts', {
    id: { type: Sequelize.INTEGER, primaryKey: true },
    authorId: { type: Sequelize.STRING, references: { model: 'users', key: 'id' } },
    editorId: { type: Sequelize.INTEGER, allowNull: false, references: { model: 'editors', key: 'id' } },
  });
  await queryInterface.bulkInsert('posts', [{ id: 1, authorId: '1', editorId: 5 }]);`);
    const people = up(`  for (const name of ['users', 'editors']) {}
  await queryInterface.createTable('users', { id: { type: Sequelize.INTEGER, primaryKey: true } });
  await queryInterface.createTable('editors', { id: { type: Sequelize.INTEGER, primaryKey: true } });
  await queryInterface.bulkInsert('users', [{ id: 1 }]);`);
    const at = await scene(server, { '1-posts.cjs': written, '2-people.cjs': people });
    const run = await at.migrate('--yes');
    expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 3 });
    expect(run.stderr).toContain('--unmatched discard');
    expect(await at.keys()).toEqual([
      'posts posts_authorId_fkey FOREIGN KEY ("authorId") REFERENCES users(id)',
    ]);
    const again = await at.migrate('--yes', '--unmatched', 'set-aside');
    expect(again, again.stdout + again.stderr).toMatchObject({ exitCode: 0 });
    expect(await at.keys()).toHaveLength(2);
    expect(await at.states()).toEqual(['posts_authorId_fkey laid', 'posts_editorId_fkey laid']);

    for (const left of [1, 0]) {
      const undo = await at.pgmend('undo', '--yes');
      expect(undo, undo.stdout + undo.stderr).toMatchObject({ exitCode: 0 });
      expect(await at.keys()).toHaveLength(left);
    }
    const { rows } = await at.session.query(
      'SELECT "authorId" AS author, "editorId" AS editor FROM posts',
    );
    expect(rows).toEqual([{ author: '1', editor: 5 }]);
    expect(await at.states()).toEqual([
      'posts_authorId_fkey forgotten',
      'posts_editorId_fkey forgotten',
    ]);
    await at.session.close();
  });

  test('a near twin of what a pending migration makes is not taken for it', async () => {
    const at = await scene(server, {
      '1-posts.cjs': posts.replace("'users'", "'user'"),
      '2-users.cjs': users,
    });
    const run = await at.migrate('--yes');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('table user, which posts is to reference, is not there');
    expect(run.stderr).toContain('migrations/2-users.cjs:2, which is still to run, creates users');
    expect(await at.ledger()).toEqual([]);
    await at.session.close();
  });

  test('killed in between: the journal has it, and the next run or fix lays it', async () => {
    const slowUsers = users.replace(
      '  await queryInterface.createTable',
      "  await queryInterface.sequelize.query('SELECT pg_sleep(3)');\n  await queryInterface.createTable",
    );
    for (const way of ['run', 'fix']) {
      const at = await scene(server, { '1-posts.cjs': posts, '2-users.cjs': slowUsers });
      expect(await at.killedAt('1-posts: migrated')).toContain('1-posts: migrated');
      expect(await at.states()).toEqual(['posts_authorId_fkey waiting']);
      expect(await at.ledger()).toEqual(['1-posts.cjs']);
      if (way === 'fix') expect((await at.plain()).exitCode).toBe(0);
      const ended = await (way === 'run' ? at.migrate('--yes') : at.pgmend('fix', '--yes'));
      expect(ended, ended.stdout + ended.stderr).toMatchObject({ exitCode: 0 });
      expect(await at.keys()).toEqual([laid]);
      expect(await at.states()).toEqual(['posts_authorId_fkey laid']);
      await at.session.close();
    }
  });

  test('a second run over a migration that stopped half way puts nothing off twice', async () => {
    const raw = up(`  const { sequelize } = queryInterface;
  await sequelize.query('CREATE TABLE posts (id int PRIMARY KEY, author int CONSTRAINT by REFERENCES users (id) ON DELETE CASCADE)');
  await sequelize.query('CREATE TABLE notes (id int PRIMARY KEY, author int)');
  await sequelize.query('ALTER TABLE notes ADD FOREIGN KEY (author) REFERENCES users (id)');
  await sequelize.query('SELECT 1 / count(*) FROM go_on');`);
    const at = await scene(server, { '1-raw.cjs': raw, '2-users.cjs': users });
    await at.session.query('CREATE TABLE go_on (n int)');
    const first = await at.migrate('--yes');
    expect(first.exitCode).toBe(1);
    expect(first.stderr).toContain('division by zero');
    expect(await at.states()).toEqual(['by waiting', 'notes_author_fkey waiting']);

    await at.session.query('INSERT INTO go_on VALUES (1)');
    const second = await at.migrate('--yes');
    expect(second, second.stdout + second.stderr).toMatchObject({ exitCode: 0 });
    expect(second.stderr).toContain('table posts is there already, just as declared');
    expect(await at.states()).toEqual(['by laid', 'notes_author_fkey laid']);
    expect(await at.keys()).toEqual([
      'notes notes_author_fkey FOREIGN KEY (author) REFERENCES users(id)',
      'posts by FOREIGN KEY (author) REFERENCES users(id) ON DELETE CASCADE',
    ]);
    await at.session.close();
  });
});
