import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../test/servers/start-server.ts';
import { loadParser } from '../statement/parse-statements.ts';
import { diagnose, diagnoseCatalog } from './diagnose.ts';
import type { Fault, IncompatibleTypes } from './fault.ts';
import { inferReferences } from './infer-references.ts';

const schema = `
  CREATE TABLE users (id serial PRIMARY KEY, legacy uuid);
  CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid, "cancelledBy" uuid, "trainerId" integer, token uuid, note text);
  CREATE TABLE orientations (id uuid PRIMARY KEY, "userId" uuid, user_agent text);
  CREATE TABLE users_backup (id uuid, email text);
  CREATE TABLE other_keys (id uuid PRIMARY KEY);
  CREATE TABLE taken ("userId" uuid REFERENCES other_keys, "userid" text, "UserUUID" text);
  CREATE SCHEMA far; CREATE TABLE far.things ("userId" uuid);
  CREATE TABLE parted (at date, user_id uuid) PARTITION BY RANGE (at);
  CREATE TABLE parted_1 PARTITION OF parted DEFAULT;
  CREATE VIEW seen AS SELECT "userId" FROM sessions;`;

function byName(faults: readonly Fault[]): Fault[] {
  return faults.filter((one) => one.kind === 'incompatible-types');
}

function ids(faults: readonly Fault[]): string[] {
  return faults.map((one) => one.id).sort();
}

describe.each(majors.slice(-1))('inferred references on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    await loadParser();
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  test('for a held uuid: names, and every uuid that is no key of its own', async () => {
    const statement = 'ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users';
    const { catalog, error } = await probe.try(schema, statement);
    const [held] = diagnose({ statement, error, catalog }) as IncompatibleTypes[];
    const candidates = held === undefined ? [] : inferReferences(catalog, held);
    expect(ids(candidates)).toEqual([
      'orientations.userId',
      'parted.user_id',
      'sessions.cancelledBy',
      'sessions.token',
      'taken.UserUUID',
      'taken.userid',
      'users.legacy',
    ]);
    expect(candidates[0]).toMatchObject({
      declaredBy: 'names',
      constraint: null,
      pairs: [0],
      amend: [],
      referenced: { table: { schema: 'public', name: 'users' }, columns: [{ type: 'integer' }] },
    });
  });

  test('for a held integer: names only, since small integers are found among any others', async () => {
    const setup = `CREATE TABLE users (id uuid PRIMARY KEY); CREATE TABLE o (user_id int, quantity int, "ownerUserId" bigint)`;
    const statement = 'ALTER TABLE o ADD FOREIGN KEY (user_id) REFERENCES users';
    const { catalog, error } = await probe.try(setup, statement);
    const [held] = diagnose({ statement, error, catalog }) as IncompatibleTypes[];
    expect(held === undefined ? [] : ids(inferReferences(catalog, held))).toEqual([
      'o.ownerUserId',
    ]);
  });

  test('from the catalog alone: names', async () => {
    const { catalog } = await probe.try(schema);
    expect(ids(byName(diagnoseCatalog(catalog)))).toEqual([
      'orientations.userId',
      'parted.user_id',
      'sessions.cancelledBy',
      'sessions.userId',
      'taken.UserUUID',
      'taken.userid',
    ]);
  });

  test('two tables of one name: the one that is referenced, or none', async () => {
    const two = `CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE "Users" (id int PRIMARY KEY);
      CREATE TABLE t ("userId" uuid);`;
    expect(ids(byName(diagnoseCatalog((await probe.try(two)).catalog)))).toEqual([]);
    const told = await probe.try(`${two} CREATE TABLE r (u int REFERENCES "Users")`);
    const [fault] = byName(diagnoseCatalog(told.catalog));
    expect(fault?.referenced?.table.name).toBe('Users');
  });
});
