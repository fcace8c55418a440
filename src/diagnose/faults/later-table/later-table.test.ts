import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../../../test/servers/start-server.ts';
import { loadParser } from '../../../statement/parse-statements.ts';
import { diagnose } from '../../diagnose.ts';
import type { PendingTable } from '../../put-off-key.ts';

const coming = (schema: string | null, name: string): PendingTable => ({
  schema,
  name,
  place: 'file:1',
});
const users = [coming(null, 'users')];

beforeAll(loadParser);

describe.each(majors)('later-table on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  async function found(setup: string, fails: string, pendingTables: readonly PendingTable[]) {
    const { catalog, error } = await probe.try(setup, fails);
    expect(error).not.toBeNull();
    return diagnose({ statement: fails, error, catalog, pendingTables });
  }

  test.each([
    [
      'a column',
      'SELECT 1',
      'CREATE TABLE p (a int REFERENCES users (id))',
      ['p_a_fkey'],
      'CREATE TABLE p (a int)',
    ],
    [
      'several, one of them of a table that is there',
      'CREATE TABLE tags (id int PRIMARY KEY)',
      'CREATE TABLE p (a int REFERENCES users (id) REFERENCES users (id) ON DELETE CASCADE, b int REFERENCES tags, CONSTRAINT own FOREIGN KEY (b) REFERENCES users)',
      ['p_a_fkey', 'p_a_fkey1', 'own'],
      'CREATE TABLE p (a int, b int REFERENCES tags)',
    ],
    [
      'a new column',
      'CREATE TABLE p (id int)',
      'ALTER TABLE p ADD COLUMN a int NOT NULL REFERENCES users (id) DEFAULT 1',
      ['p_a_fkey'],
      'ALTER TABLE p ADD COLUMN a int NOT NULL DEFAULT 1',
    ],
    [
      'nothing but the key, whose name is taken',
      'CREATE TABLE p (a int CONSTRAINT p_a_fkey CHECK (a > 0))',
      'ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES users (id)',
      ['p_a_fkey1'],
      '',
    ],
  ])('%s', async (_, setup, fails, names, rest) => {
    const faults = await found(setup, fails, users);
    expect(faults).toMatchObject([
      { kind: 'later-table', keys: names.map((name) => ({ name })), rest },
    ]);
  });

  test.each([
    ['another case', 'CREATE TABLE p (a int REFERENCES "Users" (id))', users, 'SELECT 1'],
    ['singular and plural', 'CREATE TABLE p (a int REFERENCES "user" (id))', users, 'SELECT 1'],
    [
      'another schema',
      'CREATE TABLE p (a int REFERENCES users (id))',
      [coming('auth', 'users')],
      'CREATE SCHEMA auth',
    ],
    [
      'the other way round',
      'CREATE TABLE p (a int REFERENCES auth.users (id))',
      users,
      'CREATE SCHEMA auth',
    ],
    ['a temporary table', 'CREATE TEMP TABLE p (a int REFERENCES users (id))', users, 'SELECT 1'],
    [
      'the referencing table is missing',
      'ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES p (id)',
      users,
      'CREATE TABLE p (id int PRIMARY KEY)',
    ],
    [
      'nobody makes it',
      'CREATE TABLE p (a int REFERENCES users (id), b int REFERENCES nothing)',
      [],
      'SELECT 1',
    ],
  ])('is none: %s', async (_, fails, pending, setup) => {
    const kinds = (await found(setup, fails, pending)).map((one) => one.kind);
    expect(kinds).toContain('missing-relation');
    expect(kinds).not.toContain('later-table');
  });

  test('a second table that nobody makes is told, and stops the plan', async () => {
    const fails = 'CREATE TABLE p (a int REFERENCES users (id), b int REFERENCES nothing)';
    const faults = await found('SELECT 1', fails, users);
    expect(faults.map((one) => [one.kind, one.id])).toEqual([
      ['later-table', 'p.a'],
      ['missing-relation', 'nothing'],
    ]);
  });

  test('a schema that is still to come, by its name and along the search path', async () => {
    const fails = 'CREATE TABLE p (a int REFERENCES auth.users (id))';
    expect(await found('SELECT 1', fails, [coming('auth', 'users')])).toMatchObject([
      { kind: 'later-table', keys: [{ referencedTable: { schema: 'auth', name: 'users' } }] },
    ]);
    const own = 'CREATE SCHEMA app; SET LOCAL search_path = app, public';
    expect(
      await found(own, 'CREATE TABLE p (a int REFERENCES app.users (id))', users),
    ).toMatchObject([
      {
        kind: 'later-table',
        keys: [{ table: { schema: 'app', name: 'p' }, searchPath: ['app', 'public'] }],
      },
    ]);
  });

  test('one that an earlier run put off keeps its name', async () => {
    const fails = 'ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES users (id)';
    const { catalog, error } = await probe.try('CREATE TABLE p (a int)', fails);
    const request = { statement: fails, error, catalog, pendingTables: users };
    const [first] = diagnose(request);
    const keys = first?.kind === 'later-table' ? first.keys : [];
    expect(diagnose({ ...request, putOff: keys })).toEqual([first]);
    const others = keys.map((one) => ({ ...one, clauses: 'ON DELETE CASCADE' }));
    expect(diagnose({ ...request, putOff: others })).toMatchObject([
      { keys: [{ name: 'p_a_fkey1' }] },
    ]);
  });
});
