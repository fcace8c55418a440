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
});
