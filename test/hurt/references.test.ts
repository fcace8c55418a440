import { describe, expect, it } from 'vitest';
import { majors } from '../servers/start-server.ts';
import { expectMended, expectUndone, expectUntouched, hurting } from './hurt.ts';
import { addKey, keyChanges, mendedRows, platform } from './platform.ts';

describe.each(majors)('references that hurt, on PostgreSQL %i', (major) => {
  it('a self-reference whose own table is the bridge, altered while it is read', () =>
    hurting(
      {
        major,
        setup: `CREATE TABLE members (id serial PRIMARY KEY, code text UNIQUE, "old id" uuid UNIQUE, "invitedBy" uuid, "removedBy" uuid);
          INSERT INTO members (code, "old id") SELECT 'm' || g, md5('m' || g)::uuid FROM generate_series(1, 50) AS g;
          UPDATE members SET "invitedBy" = md5('m' || (id * 7 % 50 + 1))::uuid, "removedBy" = CASE WHEN id % 5 = 0 THEN md5('gone' || id)::uuid WHEN id % 5 = 1 THEN md5('m' || id)::uuid END;`,
        migration: `ALTER TABLE members ADD CONSTRAINT invited FOREIGN KEY ("invitedBy") REFERENCES members (id), ADD CONSTRAINT removed FOREIGN KEY ("removedBy") REFERENCES members (id)`,
        flags: [
          '--all',
          '--map',
          'members.removedBy=members.old id',
          '--choose',
          'incompatible-types=map',
        ],
      },
      async (one) => {
        const ended = await one.run();
        if (ended.code !== 0) {
          await expectUntouched(one, ended, /removedBy/);
          return;
        }
        expect(
          await one.rows(
            `SELECT array[count(*), count("invitedBy"), count("removedBy"), count(*) FILTER (WHERE "invitedBy" = id * 7 % 50 + 1), count(*) FILTER (WHERE "removedBy" = id)]::int[] FROM members`,
          ),
        ).toEqual([[[50, 50, 10, 50, 10]]]);
        expect(await one.rows(`SELECT count(*)::int FROM pgmend.kept_values`)).toEqual([[10]]);
        await expectUndone(one);
      },
    ));

  it.each([
    ['the lookup table', 'users_backup'],
    ['the referencing table', 'sessions'],
    ['the referenced table', 'users'],
  ])('row security that hides rows of %s from its owner', (_, table) =>
    hurting(
      {
        major,
        role: `owner_${major}`,
        setup: `DO $$ BEGIN CREATE ROLE owner_${major} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
          ${platform}
          ALTER TABLE users OWNER TO owner_${major}; ALTER TABLE users_backup OWNER TO owner_${major}; ALTER TABLE sessions OWNER TO owner_${major};
          DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO owner_${major}', current_database()); END $$;
          ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
          ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
          CREATE POLICY nobody ON ${table} USING (false);`,
        migration: addKey,
      },
      async (one) => {
        const ended = await one.run();
        await expectUntouched(one, ended, /row.level security|row security/i);
      },
    ),
  );

  it('row security of a table that the role does own and that is not forced', () =>
    hurting(
      {
        major,
        role: `owner_${major}`,
        setup: `DO $$ BEGIN CREATE ROLE owner_${major} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
          ${platform}
          ALTER TABLE users OWNER TO owner_${major}; ALTER TABLE users_backup OWNER TO owner_${major}; ALTER TABLE sessions OWNER TO owner_${major};
          DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO owner_${major}', current_database()); END $$;
          ALTER TABLE sessions ENABLE ROW LEVEL SECURITY; ALTER TABLE users_backup ENABLE ROW LEVEL SECURITY;
          CREATE POLICY mine ON sessions USING ("userId" = '0b6f2f1c-0000-4000-8000-00000000000a');
          CREATE POLICY mine ON users_backup USING (username = current_user);`,
        migration: addKey,
      },
      async (one) => {
        const ended = await one.run();
        // The policy compares the column with a uuid: it cannot be laid back as it is.
        if (ended.code !== 0) return expectUntouched(one, ended, /policy/);
        expect(await one.rows('SELECT id, "userId", note FROM sessions ORDER BY id')).toEqual(
          mendedRows['SELECT id, "userId", note FROM sessions ORDER BY id'],
        );
        await expectUndone(one);
      },
    ));

  it('two tables of people whose names differ in case alone', () =>
    hurting(
      {
        major,
        setup: `${platform}
          CREATE TABLE "Users" (id serial PRIMARY KEY, username text UNIQUE NOT NULL);
          INSERT INTO "Users" (username) VALUES ('edsger'), ('ada'), ('grace');
          CREATE TABLE "Users_backup" AS SELECT md5('other' || username)::uuid AS id, username FROM "Users";`,
        migration: addKey,
      },
      (one) => expectMended(one, keyChanges, mendedRows),
    ));

  it('a view, a materialized view, a trigger and a policy on the column, statistics, storage, comment and grants', () =>
    hurting(
      {
        major,
        setup: `${platform}
          DO $$ BEGIN CREATE ROLE reader_${major}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
          CREATE VIEW busy AS SELECT "userId", count(*) FROM sessions GROUP BY "userId";
          CREATE VIEW busier WITH (security_barrier) AS SELECT * FROM busy WHERE "userId" IS NOT NULL;
          CREATE MATERIALIZED VIEW known AS SELECT "userId", note FROM sessions;
          CREATE INDEX known_note ON known (note);
          CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'touched'; RETURN NEW; END $$;
          CREATE TRIGGER touched BEFORE UPDATE OF "userId" ON sessions FOR EACH ROW WHEN (NEW."userId" IS NOT NULL) EXECUTE FUNCTION touch();
          CREATE TRIGGER always AFTER DELETE OR INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION touch();
          ALTER TABLE sessions ENABLE ALWAYS TRIGGER always;
          CREATE POLICY known ON sessions USING ("userId" IS NOT NULL);
          CREATE STATISTICS pair ON "userId", note FROM sessions;
          ALTER TABLE sessions ALTER "userId" SET STATISTICS 77, ALTER note SET STORAGE EXTERNAL, ALTER "userId" SET (n_distinct = -0.5);
          COMMENT ON COLUMN sessions."userId" IS 'who it''s for';
          COMMENT ON VIEW busy IS 'busy';
          GRANT SELECT ("userId"), UPDATE ("userId") ON sessions TO reader_${major} WITH GRANT OPTION;
          GRANT SELECT ON busy TO reader_${major}; GRANT SELECT ("userId") ON busier TO PUBLIC;
          ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;
          CREATE INDEX sessions_user ON sessions ("userId") WHERE "userId" IS NOT NULL;
          CREATE UNIQUE INDEX sessions_pair ON sessions ("userId", note) INCLUDE (id);
          ALTER TABLE sessions ADD CONSTRAINT both_or_none CHECK ("userId" IS NOT NULL OR note IS NOT NULL) NO INHERIT;
          CLUSTER sessions USING sessions_pair;
          ALTER TABLE sessions REPLICA IDENTITY FULL;`,
        migration: addKey,
      },
      (one) =>
        expectMended(
          one,
          [
            ...keyChanges,
            'column public.busier."userId"',
            'column public.busy."userId"',
            'column public.known."userId"',
          ],
          mendedRows,
        ),
    ));

  it('a partitioned referencing table with partitions of partitions, columns in other orders', () =>
    hurting(
      {
        major,
        setup: `CREATE TABLE users (id serial PRIMARY KEY, username text UNIQUE NOT NULL);
          INSERT INTO users (username) SELECT 'u' || g FROM generate_series(1, 20) AS g;
          CREATE TABLE users_backup AS SELECT md5(username)::uuid AS id, username FROM users;
          CREATE TABLE sessions (id integer NOT NULL, "userId" uuid, year integer NOT NULL) PARTITION BY RANGE (year);
          CREATE TABLE s2024 PARTITION OF sessions FOR VALUES FROM (2024) TO (2025) PARTITION BY LIST (id);
          CREATE TABLE s2024a PARTITION OF s2024 DEFAULT;
          CREATE TABLE s2025 (year integer NOT NULL, junk text, "userId" uuid, id integer NOT NULL);
          ALTER TABLE s2025 DROP COLUMN junk;
          ALTER TABLE sessions ATTACH PARTITION s2025 FOR VALUES FROM (2025) TO (2026);
          CREATE INDEX ON sessions ("userId");
          INSERT INTO sessions SELECT g, md5('u' || (g % 22 + 1))::uuid, 2024 + g % 2 FROM generate_series(1, 200) AS g;`,
        migration: addKey,
      },
      async (one) => {
        const ended = await one.run();
        expect(ended.code, ended.stderr).toBe(0);
        expect(
          await one.rows(
            `SELECT array[count(*), count(*) FILTER (WHERE "userId" = id % 22 + 1), count("userId"), (SELECT count(*) FROM pgmend.kept_values)]::int[] FROM sessions`,
          ),
        ).toEqual([[[200, 182, 182, 18]]]);
        await expectUndone(one);
      },
    ));

  it('an inheritance parent: the rows of its children lose nothing', () =>
    hurting(
      {
        major,
        setup: `${platform}
          CREATE TABLE old_sessions (since date) INHERITS (sessions);
          INSERT INTO old_sessions ("userId", note, since) VALUES (md5('edsger')::uuid, 'old', '2020-01-01'), (md5('lost')::uuid, 'older', '2019-01-01');`,
        migration: addKey,
      },
      async (one) => {
        const ended = await one.run();
        await expectUntouched(one, ended, /old_sessions inherits from a table that changes/);
      },
    ));

  it('an inheritance child in the middle', () =>
    hurting(
      {
        major,
        setup: `${platform}
          CREATE TABLE old_sessions (since date) INHERITS (sessions);
          INSERT INTO old_sessions ("userId", note, since) VALUES (md5('edsger')::uuid, 'old', '2020-01-01');`,
        migration: `ALTER TABLE old_sessions ADD CONSTRAINT old_fk FOREIGN KEY ("userId") REFERENCES users (id)`,
      },
      async (one) => expectUntouched(one, await one.run(), /inherit/),
    ));

  it('deferred constraints with pending events in the open transaction', () =>
    hurting(
      {
        major,
        setup: `${platform}
          CREATE TABLE places (id integer PRIMARY KEY);
          ALTER TABLE sessions ADD place integer REFERENCES places (id) DEFERRABLE INITIALLY DEFERRED;`,
        migration: `BEGIN
-- then
INSERT INTO sessions (id, place) VALUES (99, 7)
-- then
INSERT INTO places VALUES (7)
-- then
${addKey}
-- then
COMMIT`,
      },
      async (one) => {
        const ended = await one.run();
        expect(ended.code, ended.stderr).toBe(0);
        // The checks run before the statement is sent again; then the types are mended, in the same transaction.
        expect(await one.rows(`SELECT id, place FROM sessions WHERE id = 99`)).toEqual([[99, 7]]);
        expect(
          await one.rows(
            `SELECT count(*)::int FROM pg_constraint WHERE conname = 'sessions_userId_fkey'`,
          ),
        ).toEqual([[1]]);
        const [expected] = Object.values(mendedRows);
        expect(
          await one.rows(`SELECT id, "userId", note FROM sessions WHERE id < 99 ORDER BY id`),
        ).toEqual(expected);
      },
    ));

  it('a deferrable foreign key that is declared so', () =>
    hurting(
      {
        major,
        setup: platform,
        migration: `${addKey} MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED`,
      },
      (one) => expectMended(one, keyChanges, mendedRows),
    ));

  it('a temporary table in front that has the name of the real one', () =>
    hurting(
      {
        major,
        setup: platform,
        migration: `CREATE TEMP TABLE sessions (id integer, "userId" uuid)
-- then
${addKey}`,
      },
      async (one) => {
        const ended = await one.run();
        expect(ended.code).not.toBe(0);
        expect(await one.state()).toEqual(one.before);
      },
    ));

  it('a temporary table with the name of a catalog table', () =>
    hurting(
      {
        major,
        setup: platform,
        migration: `CREATE TEMP TABLE pg_class (oid oid, relname text, relnamespace oid, relkind "char", relacl aclitem[], relowner oid)
-- then
CREATE TEMP TABLE pg_namespace (oid oid, nspname text)
-- then
CREATE TEMP TABLE pg_trigger (tgrelid oid, tgname name, tgenabled "char", tgisinternal boolean)
-- then
${addKey}`,
      },
      (one) => expectMended(one, keyChanges, mendedRows),
    ));

  it('functions, operators and types on the search_path that shadow the ones of pg_catalog', () =>
    hurting(
      {
        major,
        setup: `${platform}
          CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x'::text $$;
          CREATE FUNCTION public.count(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT 0::bigint $$;
          CREATE FUNCTION public.same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT true $$;
          CREATE FUNCTION public.same(uuid, uuid) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT true $$;
          CREATE FUNCTION public.current_schemas(boolean) RETURNS name[] LANGUAGE sql IMMUTABLE AS $$ SELECT '{nowhere}'::name[] $$;
          CREATE FUNCTION public.unnest(text[]) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' $$;
          CREATE FUNCTION public.set_config(text, text, boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x'::text $$;
          CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x'::text $$;
          CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.same);
          CREATE OPERATOR public.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = public.same);
          CREATE DOMAIN public.text AS pg_catalog.varchar(1);
          CREATE DOMAIN public.oid AS pg_catalog.int2;
          CREATE DOMAIN public.jsonb AS pg_catalog.int2;
          CREATE TABLE public.pg_class (oid integer); CREATE TABLE public.pg_attribute (oid integer); CREATE TABLE public.pg_namespace (oid integer);`,
        migration: `SET search_path = public, pg_catalog
-- then
${addKey}`,
      },
      (one) => expectMended(one, keyChanges, mendedRows),
    ));

  it('another schema in front on the search_path, with tables of the same names', () =>
    hurting(
      {
        major,
        setup: `${platform}
          CREATE SCHEMA "Public"; CREATE SCHEMA "public "; 
          CREATE TABLE "Public".users (id text PRIMARY KEY, username text UNIQUE);
          CREATE TABLE "Public".users_backup AS SELECT md5('x' || username)::uuid AS id, username FROM public.users;
          CREATE TABLE "public ".sessions (LIKE public.sessions INCLUDING ALL);
          INSERT INTO "public ".sessions (id, "userId") SELECT 7, id FROM public.users_backup LIMIT 1;`,
        migration: `SET search_path = "$user", "public ", public
-- then
ALTER TABLE public.sessions ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES users (id)`,
      },
      (one) => expectMended(one, keyChanges, mendedRows),
    ));
});

describe.each(majors.filter((major) => major >= 18))(
  'foreign keys that are not enforced, on PostgreSQL %i',
  (major) => {
    it('stay so where they go on to another table', () =>
      hurting(
        {
          major,
          setup: `CREATE TABLE tasks (id serial PRIMARY KEY);
            INSERT INTO tasks DEFAULT VALUES;
            CREATE TABLE errors (task_id integer CONSTRAINT of REFERENCES tasks NOT ENFORCED);
            INSERT INTO errors VALUES (1), (99);
            CREATE TABLE tasks_new AS SELECT id FROM tasks;`,
          migration: 'DROP TABLE tasks',
          flags: ['--choose', 'dependent-objects=move-references'],
        },
        async (one) => {
          const ended = await one.run();
          expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
          const key = `SELECT confrelid::regclass::text, conenforced FROM pg_constraint WHERE conname = 'of'`;
          expect(await one.rows(key)).toEqual([['tasks_new', false]]);
          await expectUndone(one);
          expect(await one.rows(key)).toEqual([['tasks', false]]);
        },
      ));
  },
);
