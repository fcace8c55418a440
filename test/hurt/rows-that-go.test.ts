import { describe, expect, it } from 'vitest';
import { majors } from '../servers/start-server.ts';
import { expectUndone, expectUntouched, hurting } from './hurt.ts';

const setAside = [
  '--unmatched',
  'set-aside',
  '--choose',
  'incompatible-types=retype-referencing',
] as const;

describe.each(majors)('rows that go, on PostgreSQL %i', (major) => {
  it.each([
    ['to a key that is compared without regard to case', 'sessions', `'DEVICE-1'`],
    ['to a partition by itself', 'sessions_old', `'device-1'`],
  ])('are not set aside where a foreign key %s would take others with them', (_, table, device) =>
    hurting(
      {
        major,
        setup: `CREATE EXTENSION citext;
          CREATE TABLE users (id serial PRIMARY KEY, code uuid UNIQUE);
          INSERT INTO users (code) VALUES (md5('1')::uuid);
          CREATE TABLE sessions (device citext, owner uuid NOT NULL) PARTITION BY LIST (device);
          CREATE TABLE sessions_old PARTITION OF sessions (device PRIMARY KEY) FOR VALUES IN ('device-1');
          CREATE TABLE sessions_new PARTITION OF sessions DEFAULT;
          ${table === 'sessions' ? 'ALTER TABLE sessions_old DROP CONSTRAINT sessions_old_pkey; ALTER TABLE sessions ADD PRIMARY KEY (device);' : ''}
          INSERT INTO sessions VALUES ('device-1', md5('gone')::uuid), ('device-2', md5('1')::uuid);
          CREATE TABLE payments (amount int, device citext REFERENCES ${table} (device) ON DELETE CASCADE);
          INSERT INTO payments VALUES (100, ${device});`,
        migration: `ALTER TABLE sessions ADD CONSTRAINT owned FOREIGN KEY (owner) REFERENCES users (id)`,
        flags: setAside,
      },
      async (one) => {
        const ended = await one.run();
        await expectUntouched(one, ended, /payments/);
      },
    ),
  );

  it('fire no trigger of a partition, and leave each as it was', () =>
    hurting(
      {
        major,
        setup: `CREATE TABLE users (id serial PRIMARY KEY, code uuid UNIQUE);
          INSERT INTO users (code) VALUES (md5('1')::uuid);
          CREATE TABLE sessions (id int, owner uuid NOT NULL) PARTITION BY RANGE (id);
          CREATE TABLE sessions_1 PARTITION OF sessions FOR VALUES FROM (0) TO (10);
          CREATE TABLE sessions_2 PARTITION OF sessions FOR VALUES FROM (10) TO (20);
          INSERT INTO sessions VALUES (1, md5('1')::uuid), (2, md5('gone')::uuid), (11, md5('gone')::uuid);
          CREATE TABLE seen (what text);
          CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (TG_NAME || ' ' || TG_OP); RETURN NULL; END $$;
          CREATE TRIGGER of_all AFTER DELETE OR INSERT OR UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION see();
          CREATE TRIGGER of_one AFTER DELETE OR INSERT OR UPDATE ON sessions_1 FOR EACH ROW EXECUTE FUNCTION see();
          CREATE TRIGGER always AFTER DELETE OR INSERT OR UPDATE ON sessions_2 FOR EACH ROW EXECUTE FUNCTION see();
          ALTER TABLE sessions_2 ENABLE ALWAYS TRIGGER always;
          ALTER TABLE sessions_1 DISABLE TRIGGER of_all;`,
        migration: `ALTER TABLE sessions ADD CONSTRAINT owned FOREIGN KEY (owner) REFERENCES users (id)`,
        flags: setAside,
      },
      async (one) => {
        const states = `SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE tgname IN ('of_all', 'of_one', 'always') ORDER BY 1, 2`;
        const before = await one.rows(states);
        const ended = await one.run();
        expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
        expect(await one.rows('SELECT * FROM seen')).toEqual([]);
        expect(await one.rows(states)).toEqual(before);
        await expectUndone(one);
        expect(await one.rows('SELECT * FROM seen')).toEqual([]);
        expect(await one.rows(states)).toEqual(before);
      },
    ));
});

describe.each(majors.filter((major) => major >= 18))(
  'a temporal foreign key, on PostgreSQL %i',
  (major) => {
    const setup = (during: string) => `
      CREATE TABLE rates (id int4range, valid daterange, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
      INSERT INTO rates VALUES ('[1,2)', '[2024-01-01,2025-01-01)');
      CREATE TABLE bookings (n int PRIMARY KEY, rate int4range, during daterange);
      INSERT INTO bookings VALUES (1, '[1,2)', '${during}');
      ALTER TABLE bookings ADD CONSTRAINT rated FOREIGN KEY (rate, PERIOD during) REFERENCES rates (id, PERIOD valid) NOT VALID;`;
    const migration = 'ALTER TABLE bookings VALIDATE CONSTRAINT rated';

    it('has no rows that reference nothing where their ranges are covered', () =>
      hurting({ major, setup: setup('[2024-02-01,2024-03-01)'), migration }, async (one) => {
        expect((await one.pgmend('fix', '--all', '--yes')).code).toBe(0);
        expect(await one.rows('SELECT n, rate::text FROM bookings')).toEqual([[1, '[1,2)']]);
        expect((await one.run()).code).toBe(0);
      }));

    it('that rows do not keep is left to its own error', () =>
      hurting({ major, setup: setup('[2025-02-01,2025-03-01)'), migration }, async (one) => {
        const { code, stdout, stderr } = await one.run();
        expect([code, stdout], stderr).toEqual([1, expect.stringContaining('"code":"23503"')]);
        expect(await one.state()).toEqual(one.before);
      }));
  },
);
