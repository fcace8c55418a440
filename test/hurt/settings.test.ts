import { describe, expect, it } from 'vitest';
import { majors } from '../servers/start-server.ts';
import { expectMended, expectUndone, expectUntouched, hurting } from './hurt.ts';
import { addKey, keyChanges, mendedRows, platform } from './platform.ts';

describe.each(majors)('settings that hurt, on PostgreSQL %i', (major) => {
  it('everything that changes how values are read and printed, set by the tool', () =>
    hurting(
      {
        major,
        setup: platform,
        migration: `SET standard_conforming_strings = off; SET escape_string_warning = off; SET DateStyle = 'German, DMY'; SET IntervalStyle = 'sql_standard';
SET bytea_output = 'escape'; SET extra_float_digits = -15; SET xmloption = 'document'; SET array_nulls = off; SET TimeZone = 'Asia/Kathmandu'; SET transform_null_equals = on;
SET quote_all_identifiers = on; SET search_path = public; SET client_min_messages = 'debug5'; SET check_function_bodies = off; SET constraint_exclusion = on; SET enable_seqscan = off
-- then
${addKey}
-- then
DO $$ DECLARE now text := concat_ws('|', current_setting('standard_conforming_strings'), current_setting('DateStyle'), current_setting('array_nulls'),
  current_setting('search_path'), current_setting('row_security'), current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('quote_all_identifiers'));
BEGIN IF now <> 'off|German, DMY|off|"public"|on|0|0|on' THEN RAISE 'now %', now; END IF; END $$`,
      },
      (one) => expectMended(one, keyChanges, mendedRows),
    ));

  it('whole rows set aside and put back under odd settings of the database: every type, exactly', () =>
    hurting(
      {
        major,
        setup: `CREATE TYPE mood AS ENUM ('so, so', 'NULL');
          CREATE TYPE pair AS (a text, b double precision);
          CREATE TABLE users (id serial PRIMARY KEY, code uuid UNIQUE);
          INSERT INTO users (code) VALUES (md5('1')::uuid);
          CREATE TABLE things (
            id bigint GENERATED ALWAYS AS IDENTITY, owner uuid NOT NULL, twice integer GENERATED ALWAYS AS (n * 2) STORED, n integer,
            j json, jb jsonb, f4 real, f8 double precision, b bytea, texts text[], grid integer[][], own text[], m mood, p pair, ps pair[], t text,
            x xml, iv interval, ts timestamptz, d date, r tstzrange, bits bit varying, ip inet, c "char", nu numeric, money money, dropped text);
          ALTER TABLE things DROP COLUMN dropped;
          ALTER TABLE things ADD later text DEFAULT 'later';
          INSERT INTO things (owner, n, j, jb, f4, f8, b, texts, grid, own, m, p, ps, t, x, iv, ts, d, r, bits, ip, c, nu, money, later)
          SELECT md5(g::text)::uuid, g, '{"b": 1,  "a": 1.50, "a": null}', '{"x": 1.50}', 0.1::real / 3, 1e-300 / 3 , '\\x005c27ff', ARRAY['NULL', NULL, '', 'a,"b"\\'], '{{1,2},{NULL,4}}', '[3:4]={a,NULL}',
            'so, so', ROW('x,"(y)', 'NaN')::pair, ARRAY[ROW(NULL, '-Infinity')::pair, NULL], E' \\n\\t"\\\\ U0001F600', '<a> <b/></a>', '-1 day +02:03:04.000005', '2025-06-01 00:00:00.000001+05:45', '0044-03-15 BC',
            '[2020-01-01, infinity)', B'0101', '::1/64', E'\\\\', 'NaN', 12.34, NULL
          FROM generate_series(1, 3) AS g;
          INSERT INTO things (owner) SELECT owner FROM things WHERE n = 3; INSERT INTO things (owner) SELECT owner FROM things WHERE n = 3 LIMIT 1;
          DO $$ BEGIN
            EXECUTE format('ALTER DATABASE %I SET DateStyle = %L', current_database(), 'SQL, DMY');
            EXECUTE format('ALTER DATABASE %I SET IntervalStyle = %L', current_database(), 'sql_standard');
            EXECUTE format('ALTER DATABASE %I SET array_nulls = off', current_database());
            EXECUTE format('ALTER DATABASE %I SET bytea_output = escape', current_database());
            EXECUTE format('ALTER DATABASE %I SET extra_float_digits = %L', current_database(), '-10');
            EXECUTE format('ALTER DATABASE %I SET xmloption = document', current_database());
            EXECUTE format('ALTER DATABASE %I SET standard_conforming_strings = off', current_database());
          END $$;`.replaceAll('U0001F600', '1F600'),
        migration: `ALTER TABLE things ADD CONSTRAINT owned FOREIGN KEY (owner) REFERENCES users (id)`,
        flags: ['--unmatched', 'set-aside', '--choose', 'incompatible-types=retype-referencing'],
      },
      async (one) => {
        const ended = await one.run();
        expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
        expect(await one.rows('SELECT count(*)::int AS n FROM things')).toEqual([[1]]);
        await expectUndone(one);
      },
    ));

  it('statement_timeout, lock_timeout and idle_in_transaction_session_timeout of a few milliseconds', () =>
    hurting(
      {
        major,
        setup: `${platform} INSERT INTO sessions ("userId") SELECT md5('ada')::uuid FROM generate_series(1, 50000);`,
        migration: `SET statement_timeout = '80ms'; SET lock_timeout = '5ms'; SET idle_in_transaction_session_timeout = '900ms'
-- then
BEGIN
-- then
${addKey}
-- then
DO $$ BEGIN IF current_setting('statement_timeout') <> '80ms' OR current_setting('lock_timeout') <> '5ms' OR current_setting('idle_in_transaction_session_timeout') <> '900ms' THEN RAISE 'a setting is not what it was'; END IF; END $$
-- then
COMMIT`,
      },
      async (one) => {
        const ended = await one.run();
        // The statement's own time may be too short for the check of the key: then everything is as before.
        if (ended.code !== 0) {
          expect(ended.stdout).toMatch(/"code":"(42804|57014)"/);
          expect(await one.state()).toEqual(one.before);
          return;
        }
        await expectUndone(one);
      },
    ));

  it('a read-only transaction', () =>
    hurting(
      { major, setup: platform, migration: `BEGIN READ ONLY\n-- then\n${addKey}` },
      async (one) => expectUntouched(one, await one.run(), /using PG/, '25006'),
    ));

  it('a database that is read-only by default', () =>
    hurting(
      {
        major,
        setup: `${platform} DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$;`,
        migration: addKey,
      },
      async (one) => {
        await expectUntouched(one, await one.run(), /using PG/, '25006');
        const fixed = await one.pgmend('fix', '--yes', '--all');
        expect(fixed.stderr + fixed.stdout).not.toContain('at file:');
        expect(await one.state()).toEqual(one.before);
      },
    ));

  it('an isolation level of the strictest kind', () =>
    hurting(
      {
        major,
        setup: platform,
        migration: `SET default_transaction_isolation = 'serializable'; SET default_transaction_deferrable = on\n-- then\n${addKey}`,
      },
      (one) => expectMended(one, keyChanges, mendedRows),
    ));

  it('a session in which triggers and rules of a replica fire', () =>
    hurting(
      {
        major,
        setup: platform,
        migration: `SET session_replication_role = replica\n-- then\n${addKey}`,
      },
      (one) => expectMended(one, keyChanges, mendedRows),
    ));

  it('exit_on_error, which ends the session at any error', () =>
    hurting(
      { major, setup: platform, migration: `SET exit_on_error = on\n-- then\n${addKey}` },
      async (one) => {
        const ended = await one.run();
        expect(ended.code).not.toBe(0);
        expect(await one.state()).toEqual(one.before);
      },
    ));
});
