import { beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseServer } from '../../test/servers/database-server.ts';
import { majors, sharedServer } from '../../test/servers/start-server.ts';
import { loadParser } from '../statement/parse-statements.ts';
import { inspectDatabase } from './inspect-database.ts';

beforeAll(loadParser);

/** Each with what looks like the fault and is none. */
const schema = `
  CREATE TABLE users (id int PRIMARY KEY);
  CREATE TABLE posts (id int PRIMARY KEY, author int, editor int);
  INSERT INTO users VALUES (1);
  INSERT INTO posts VALUES (1, 1, 1), (2, 7, NULL);
  ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users NOT VALID,
    ADD CONSTRAINT posts_editor FOREIGN KEY (editor) REFERENCES users NOT VALID;
  CREATE TABLE rooms (id int);
  CREATE TABLE bookings (id int PRIMARY KEY, room_id int);
  INSERT INTO rooms VALUES (1), (2);
  INSERT INTO bookings VALUES (1, 2);
  CREATE TABLE logs (id int);
  CREATE TABLE alarms (id int PRIMARY KEY, log_id int);
  INSERT INTO logs VALUES (1), (1);
  INSERT INTO alarms VALUES (1, 1);`;

describe.each(majors)('on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  test('names missing keys and unvalidated references that values confirm, and nothing else', async () => {
    const target = await server.createDatabase();
    const session = await server.session(target);
    await session.query(schema);
    const { plan } = await inspectDatabase(session, {
      plan: { journalSchema: 'pgmend', unmatched: null, chosen: {}, all: true },
      maps: [],
      schema: null,
    });
    expect(plan.faults.map(({ fault, chosen }) => [fault.kind, fault.id, chosen])).toEqual([
      ['orphans', 'posts.author', 'keep-references'],
      ['not-validated', 'posts.posts_editor', 'validate'],
      ['no-unique-key', 'rooms.id', 'add-unique'],
    ]);
    expect(plan.steps.map((step) => step.kind)).toContain('validate-foreign-key');
    await session.close();
    await server.dropDatabase(target);
  });

  /** Reference of a key with a sequence: too small already, some day, never. */
  const narrow = `
    CREATE TABLE a (id bigserial PRIMARY KEY); CREATE TABLE b (id bigserial PRIMARY KEY);
    CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY (MAXVALUE 30000) PRIMARY KEY);
    CREATE TABLE d (code text PRIMARY KEY); CREATE TABLE e (code text PRIMARY KEY);
    INSERT INTO a VALUES (1), (3000000000); INSERT INTO b VALUES (1073741823);
    SELECT setval('a_id_seq', 3000000000), setval('b_id_seq', 1073741823);
    INSERT INTO d VALUES ('short'); INSERT INTO e VALUES ('much too long');
    CREATE TABLE r (a integer REFERENCES a, b integer REFERENCES b, c smallint REFERENCES c,
                    d varchar(9) REFERENCES d, e varchar(9) REFERENCES e);`;

  test('warns of narrow references, and is silent where nothing can come of them', async () => {
    const target = await server.createDatabase();
    const session = await server.session(target);
    await session.query(narrow);
    const inspect = (all: boolean) =>
      inspectDatabase(session, {
        plan: { journalSchema: 'pgmend', unmatched: null, chosen: {}, all },
        maps: [],
        schema: null,
      });
    const { plan } = await inspect(false);
    expect(plan.faults.map(({ fault, optional, counts }) => [fault.id, optional, counts])).toEqual([
      [
        'r.a',
        false,
        [
          'r.a holds values up to 2,147,483,647; the greatest key of a.id is 3,000,000,000: it cannot be referenced.',
        ],
      ],
      [
        'r.b',
        true,
        [
          'r.b holds values up to 2,147,483,647; the greatest key of b.id is 1,073,741,823: 1,073,741,824 are left, 49.9 % are used.',
        ],
      ],
      [
        'r.e',
        false,
        ['r.e holds 9 characters; the longest key of e.code has 13: it cannot be referenced.'],
      ],
    ]);
    const changed = (found: typeof plan) => found.conversions.map(({ mapped }) => mapped.column);
    expect(changed(plan)).toEqual(['a', 'e']);
    expect(changed((await inspect(true)).plan)).toEqual(['a', 'b', 'e']);
    await session.close();
    await server.dropDatabase(target);
  });
});
