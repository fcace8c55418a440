import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../../../test/servers/start-server.ts';
import { loadParser } from '../../../statement/parse-statements.ts';
import { diagnose, diagnoseCatalog } from '../../diagnose.ts';
import type { Fault, NoUniqueKey } from '../../fault.ts';

beforeAll(loadParser);

const two =
  'CREATE TABLE a (id int NOT NULL, code text, part int); CREATE TABLE b (a int, code text, part int);';

/** Name, setup, statement, the faults as `id <- foreign keys`. */
const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'no index at all',
    two,
    'ALTER TABLE b ADD FOREIGN KEY (code) REFERENCES a (code)',
    ['a.code <- b_code_fkey'],
  ],
  [
    'two foreign keys to the same columns are one fault',
    two,
    'ALTER TABLE b ADD CONSTRAINT x FOREIGN KEY (code, part) REFERENCES a (code, part), ADD CONSTRAINT y FOREIGN KEY (part, code) REFERENCES a (part, code)',
    ['a.code,part <- x y'],
  ],
  [
    'no columns named and no primary key',
    two,
    'ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a',
    ['a.id <- b_a_fkey'],
  ],
  [
    'a partial index',
    `${two} CREATE UNIQUE INDEX ON a (code) WHERE part = 1;`,
    'CREATE TABLE c (code text REFERENCES a (code))',
    ['a.code <- c_code_fkey'],
  ],
  [
    'a deferrable constraint',
    `${two} ALTER TABLE a ADD UNIQUE (code) DEFERRABLE;`,
    'ALTER TABLE b ADD FOREIGN KEY (code) REFERENCES a (code)',
    ['a.code <- b_code_fkey'],
  ],
  [
    'a table of the same string',
    'SELECT 1',
    'CREATE TABLE t (id int PRIMARY KEY, other int, up int REFERENCES t (other))',
    ['t.other <- t_up_fkey'],
  ],
  [
    'a key in another order is enough',
    `${two} ALTER TABLE a ADD UNIQUE (part, code);`,
    'ALTER TABLE b ADD FOREIGN KEY (code, part) REFERENCES a (code, part)',
    [],
  ],
  ['another error', two, 'ALTER TABLE b ADD FOREIGN KEY (nothing) REFERENCES a (code)', []],
];

describe.each(majors)('on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  test.each(cases)('%s', async (_, setup, statement, expected) => {
    const { catalog, error } = await probe.try(setup, statement);
    const faults = error === null ? [] : diagnose({ statement, error, catalog });
    expect(faults.filter(isOwn).map(told)).toEqual(expected);
  });

  test('a name suggests a reference to a table without a key', async () => {
    const { catalog } = await probe.try(
      'CREATE TABLE users (id int, n text); CREATE TABLE posts (id int PRIMARY KEY, user_id int); CREATE TABLE tags (id int PRIMARY KEY, post_id int);',
    );
    expect(diagnoseCatalog(catalog).filter(isOwn).map(told)).toEqual(['users.id <- ']);
  });
});

function isOwn(fault: Fault): fault is NoUniqueKey {
  return fault.kind === 'no-unique-key';
}

function told({ id, foreignKeys }: NoUniqueKey): string {
  return `${id} <- ${foreignKeys.map((one) => one.name).join(' ')}`;
}
