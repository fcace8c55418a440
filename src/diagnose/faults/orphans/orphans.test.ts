import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../../../test/servers/start-server.ts';
import { loadParser } from '../../../statement/parse-statements.ts';
import { diagnose, diagnoseCatalog } from '../../diagnose.ts';
import type { Fault, Orphans } from '../../fault.ts';

beforeAll(loadParser);

const setup =
  'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int, x int); INSERT INTO b VALUES (1, 2);';

/** Name, setup, statement, the keys as `name: state`. */
const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'every key of the statement at once',
    setup,
    'ALTER TABLE b ADD CONSTRAINT one FOREIGN KEY (a) REFERENCES a, ADD FOREIGN KEY (x) REFERENCES a (id)',
    ['one: declared', 'b_x_fkey: declared'],
  ],
  [
    'not the keys that are not checked',
    setup,
    'ALTER TABLE b ADD CONSTRAINT one FOREIGN KEY (a) REFERENCES a, ADD FOREIGN KEY (x) REFERENCES a (id) NOT VALID',
    ['one: declared'],
  ],
  [
    'a key that is validated',
    `${setup} ALTER TABLE b ADD CONSTRAINT one FOREIGN KEY (a) REFERENCES a NOT VALID;`,
    'ALTER TABLE b VALIDATE CONSTRAINT one',
    ['one: validated'],
  ],
  [
    'inside a DO block',
    setup,
    'DO $$ BEGIN ALTER TABLE b ADD CONSTRAINT one FOREIGN KEY (a) REFERENCES a; END $$',
    ['one: declared'],
  ],
  [
    'not a row that is written',
    'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a, x int)',
    'INSERT INTO b VALUES (1, 2); ALTER TABLE b ADD CONSTRAINT other FOREIGN KEY (x) REFERENCES a',
    [],
  ],
];

describe.each(majors)('on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  test.each(cases)('%s', async (_, before, statement, expected) => {
    const { catalog, error } = await probe.try(before, statement);
    expect(error?.sqlstate).toBe('23503');
    const faults = diagnose({ statement, error, catalog }).filter(isOwn);
    expect(faults.length).toBe(expected.length === 0 ? 0 : 1);
    expect(faults.flatMap(told)).toEqual(expected);
  });

  test('a key that was never validated is a candidate', async () => {
    const { catalog } = await probe.try(
      `${setup} ALTER TABLE b ADD CONSTRAINT one FOREIGN KEY (a) REFERENCES a NOT VALID;`,
    );
    expect(diagnoseCatalog(catalog).filter(isOwn).flatMap(told)).toEqual(['one: not valid']);
  });
});

function isOwn(fault: Fault): fault is Orphans {
  return fault.kind === 'orphans';
}

function told({ keys }: Orphans): string[] {
  return keys.map(({ constraint, state }) => `${constraint}: ${state}`);
}
