import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectUntouched, type Hurting, hurting } from '../hurt/hurt.ts';
import { majors, sharedServer } from '../servers/start-server.ts';

/** A role that owns its own tables and nothing else, and one that owns others: no superusers, no CREATE on the database. */
describe.each(majors)('a role with its own tables alone, on PostgreSQL %i', (major) => {
  const renter = `renter_${major}_${process.pid}`;
  const landlord = `landlord_${major}_${process.pid}`;
  const journal = ['--journal-schema', 'renter_journal'];
  const inServer = async (...statements: readonly string[]) => {
    const server = await sharedServer(major);
    const session = await server.session(server.target());
    for (const sql of statements) await session.query(sql);
    await session.close();
  };
  beforeAll(() => inServer(`CREATE ROLE ${renter} LOGIN`, `CREATE ROLE ${landlord} LOGIN`));
  afterAll(() => inServer(`DROP ROLE ${renter}`, `DROP ROLE ${landlord}`));

  /** `app` belongs to the landlord; the renter may look into it, and owns what `own` names. */
  const setup = (sql: string, ...own: readonly string[]) => `
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    CREATE SCHEMA app AUTHORIZATION ${landlord};
    CREATE SCHEMA renter_journal AUTHORIZATION ${renter};
    GRANT USAGE ON SCHEMA app TO ${renter};
    CREATE TABLE app.users (id serial PRIMARY KEY, legacy uuid NOT NULL UNIQUE, name text);
    CREATE TABLE app.posts (id serial PRIMARY KEY, user_id uuid, title text);
    INSERT INTO app.users (legacy, name) SELECT md5('u' || g)::uuid, 'user ' || g FROM generate_series(1, 6) g;
    INSERT INTO app.posts (user_id, title) SELECT md5('u' || 1 + g % 6)::uuid, 'post ' || g FROM generate_series(1, 12) g;
    ${sql}
    ${['users', 'posts'].map((name) => `ALTER TABLE app.${name} OWNER TO ${own.includes(name) ? renter : landlord};`).join('\n')}`;
  const migration =
    'ALTER TABLE app.posts ADD CONSTRAINT posts_user FOREIGN KEY (user_id) REFERENCES app.users (id);';
  const as = (before: string, flags = journal) => ({
    major,
    role: renter,
    setup: before,
    migration,
    flags,
  });
  const undo = (one: Hurting) => one.pgmend('undo', '--yes', ...journal);

  it('mends its own tables, with a journal in a schema of its own, and takes it back', () =>
    hurting(
      as(
        setup(
          `CREATE INDEX posts_user_id ON app.posts (user_id) WHERE user_id IS NOT NULL;
           ALTER TABLE app.posts ENABLE ROW LEVEL SECURITY;
           CREATE POLICY known ON app.posts USING (user_id IS NOT NULL);
           CREATE SCHEMA rented AUTHORIZATION ${renter};
           CREATE VIEW rented.titles AS SELECT user_id, title FROM app.posts;
           ALTER VIEW rented.titles OWNER TO ${renter};
           GRANT SELECT ON rented.titles TO ${landlord};`,
          'users',
          'posts',
        ),
      ),
      async (one) => {
        const ended = await one.run();
        expect(ended.code, ended.stderr).toBe(0);
        expect(
          await one.rows(
            'SELECT count(*)::int FROM app.posts JOIN app.users ON users.id = user_id',
          ),
        ).toEqual([[12]]);
        const undone = await undo(one);
        expect(undone.code, undone.stderr).toBe(0);
        const { objects, rows } = await one.state();
        const without = (all: Readonly<Record<string, unknown>>) =>
          Object.fromEntries(
            Object.entries(all).filter(([name]) => !name.includes('renter_journal')),
          );
        expect(without(objects)).toEqual(without(one.before.objects));
        expect(without(rows)).toEqual(without(one.before.rows));
      },
    ));

  it('is told how it gets a journal where it may not make its schema', () =>
    hurting(as(setup('', 'users', 'posts'), []), async (one) => {
      const ended = await one.run();
      await expectUntouched(one, ended, /--journal-schema/);
      expect(ended.stderr).toContain(`CREATE SCHEMA "pgmend" AUTHORIZATION "${renter}"`);
    }));

  it('is told who may let it make a view again', () =>
    hurting(
      as(
        setup(
          `CREATE VIEW app.titles AS SELECT user_id, title FROM app.posts; ALTER VIEW app.titles OWNER TO ${renter};`,
          'users',
          'posts',
        ),
      ),
      async (one) => {
        await expectUntouched(one, await one.run(), `GRANT CREATE ON SCHEMA "app" TO "${renter}"`);
        await one.session.query(`GRANT CREATE ON SCHEMA app TO ${renter}`);
        const ended = await one.run();
        expect(ended.code, ended.stderr).toBe(0);
      },
    ));

  it('is told whose view stands on its table', () =>
    hurting(
      as(
        setup(
          `CREATE VIEW app.titles AS SELECT user_id, title FROM app.posts; ALTER VIEW app.titles OWNER TO ${landlord};
           GRANT CREATE ON SCHEMA app TO ${renter};`,
          'users',
          'posts',
        ),
      ),
      async (one) => expectUntouched(one, await one.run(), `GRANT "${landlord}" TO "${renter}"`),
    ));

  it('is told whose tables would have to change along', () =>
    hurting(
      {
        ...as(
          setup(
            `CREATE TABLE app.likes (user_id integer REFERENCES app.users); ALTER TABLE app.likes OWNER TO ${landlord};`,
            'users',
            'posts',
          ),
        ),
        migration: 'ALTER TABLE app.users ALTER COLUMN id DROP DEFAULT, ALTER COLUMN id TYPE text;',
      },
      async (one) =>
        expectUntouched(one, await one.run(), /app.likes belongs to landlord.*GRANT "landlord/s),
    ));

  it('is told which right it lacks on a key of somebody else', () =>
    hurting(as(setup(`GRANT SELECT ON app.users TO ${renter};`, 'posts')), async (one) => {
      const ended = await one.run();
      await expectUntouched(one, ended, /GRANT REFERENCES/, '42501');
    }));

  it('is told that a table is not its own', () =>
    hurting(as(setup('', 'users')), async (one) => {
      const ended = await one.run();
      await expectUntouched(one, ended, landlord, '42501');
    }));

  it('stops where row security hides the keys, instead of making NULL of what it cannot see', () =>
    hurting(
      as(
        setup(
          `GRANT SELECT, REFERENCES ON app.users TO ${renter};
           ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;
           CREATE POLICY few ON app.users USING (id < 3);`,
          'posts',
        ),
      ),
      async (one) => {
        const ended = await one.run();
        await expectUntouched(one, ended, /row.level security|row security|policy/i);
        await expectUntouched(
          one,
          await one.run('--unmatched', 'null'),
          /row.level security|row security|policy/i,
        );
      },
    ));

  it('stops where row security hides the table that says what values mean', () =>
    hurting(
      as(
        setup(
          `CREATE TABLE app.backup AS SELECT legacy AS old_id, name FROM app.users;
           ALTER TABLE app.users DROP COLUMN legacy, ADD UNIQUE (name);
           GRANT SELECT ON app.backup TO ${renter}; ALTER TABLE app.backup OWNER TO ${landlord};
           ALTER TABLE app.backup ENABLE ROW LEVEL SECURITY;
           CREATE POLICY few ON app.backup USING (name < 'user 3');`,
          'users',
          'posts',
        ),
      ),
      async (one) => {
        await expectUntouched(one, await one.run(), 'app.backup may hold the answer');
        await expectUntouched(
          one,
          await one.run('--unmatched', 'null'),
          'app.backup may hold the answer',
        );
      },
    ));

  it('keeps its values and its journal to itself, whatever default privileges grant', () =>
    hurting(
      as(
        setup(
          `INSERT INTO app.posts (user_id, title) VALUES (md5('nobody')::uuid, 'lost');
           ALTER DEFAULT PRIVILEGES FOR ROLE ${renter} GRANT ALL ON TABLES TO PUBLIC;
           GRANT USAGE ON SCHEMA renter_journal TO ${landlord};`,
          'users',
          'posts',
        ),
      ),
      async (one) => {
        const ended = await one.run();
        expect(ended.code, ended.stderr).toBe(0);
        expect(await one.rows('SELECT count(*)::int FROM renter_journal.kept_values')).toEqual([
          [1],
        ]);
        const other = await one.server.session(one.server.target(one.target.database, landlord));
        for (const table of [
          'runs',
          'repairs',
          'steps',
          'value_pairs',
          'kept_values',
          'kept_rows',
        ]) {
          await expect(other.query(`SELECT FROM renter_journal.${table}`)).rejects.toThrow(
            'permission denied',
          );
        }
        await other.close();
      },
    ));
});
