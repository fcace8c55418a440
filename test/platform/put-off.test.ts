import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type DatabaseServer, majors, type OwnSession, sharedServer } from '../servers/start-server.ts';
import { projectFolder } from '../tools/project-folder.ts';
import { databaseEnvironment, type Finished, finished, pgmend, sequelizeCli } from './child-process.ts';

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
});
