import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../../../test/servers/start-server.ts';
import { loadParser } from '../../../statement/parse-statements.ts';
import { diagnose } from '../../diagnose.ts';
import { narrowReferences } from './narrow-references.ts';

beforeAll(loadParser);

/** Type of the key, type of the reference. */
const pairs: readonly (readonly [string, string, string | null])[] = [
  ['bigint', 'integer', '2147483647'],
  ['bigint', 'smallint', '32767'],
  ['integer', 'smallint', '32767'],
  ['numeric', 'bigint', '9223372036854775807'],
  ['numeric(12)', 'integer', '2147483647'],
  ['numeric(12)', 'numeric(9)', '999999999'],
  ['numeric(12)', 'numeric(12,3)', '999999999'],
  ['numeric(9)', 'integer', null],
  ['integer', 'bigint', null],
  ['integer', 'integer', null],
  ['varchar(36)', 'varchar(20)', '20'],
  ['varchar', 'char(20)', '20'],
  ['text', 'varchar(20)', '20'],
  ['varchar(20)', 'varchar(36)', null],
  ['varchar(20)', 'text', null],
  ['uuid', 'uuid', null],
];

const chain = `CREATE TABLE a (id bigint PRIMARY KEY);
  CREATE TABLE b (id integer PRIMARY KEY REFERENCES a, n integer);
  CREATE TABLE c (b smallint REFERENCES b, also integer CONSTRAINT to_a REFERENCES a ON UPDATE CASCADE);
  INSERT INTO a VALUES (1), (3000000000); INSERT INTO b VALUES (1);`;

describe.each(majors)('narrow-reference on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  test.each(pairs)('a key of %s and a reference of %s: ends at %s', async (key, own, most) => {
    const { catalog } = await probe.try(
      `CREATE TABLE k (id ${key} PRIMARY KEY); CREATE TABLE r (k ${own} REFERENCES k);`,
    );
    const found = narrowReferences(catalog, 'catalog');
    expect(found.flatMap((one) => one.limits.map((limit) => limit.most))).toEqual(
      most === null ? [] : [most],
    );
    const type = key.replace('varchar', 'character varying').replace(/(numeric\(\d+)\)/, '$1,0)');
    for (const one of found) expect(one.changes.map((change) => change.newType)).toEqual([type]);
  });

  test('is silent about a key that references something as small itself', async () => {
    const { catalog } = await probe.try(
      `CREATE TABLE small (id integer PRIMARY KEY); CREATE TABLE wide (id bigint PRIMARY KEY REFERENCES small);
       CREATE TABLE r (w integer REFERENCES wide);`,
    );
    expect(narrowReferences(catalog, 'catalog')).toEqual([]);
  });

  test('takes the widest of several keys, and names a column once; of a composite key the narrower column', async () => {
    const { catalog } = await probe.try(
      `CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (id bigint PRIMARY KEY);
       CREATE TABLE two (t integer, n bigint, PRIMARY KEY (t, n));
       CREATE TABLE r (x smallint REFERENCES a, t integer, n integer, FOREIGN KEY (t, n) REFERENCES two);
       ALTER TABLE r ADD FOREIGN KEY (x) REFERENCES b;`,
    );
    expect(
      narrowReferences(catalog, 'catalog').map(({ id, changes }) => [id, changes[0]?.newType]),
    ).toEqual([
      ['r.n', 'bigint'],
      ['r.x', 'bigint'],
    ]);
  });

  test('follows domains to the numbers under them', async () => {
    const { catalog } = await probe.try(
      `CREATE DOMAIN number AS bigint CHECK (VALUE > 0); CREATE TABLE k (id number PRIMARY KEY);
       CREATE TABLE r (k integer REFERENCES k);`,
    );
    expect(narrowReferences(catalog, 'catalog')[0]?.changes[0]?.newType).toBe('bigint');
  });

  test.each([
    ['a row of the table', 'INSERT INTO b VALUES (3000000000)', ['b.id']],
    ['named columns', 'INSERT INTO c (also) VALUES (3000000000)', ['c.also']],
    ['an update of it', 'UPDATE b SET id = id + 3000000000', ['b.id']],
    ['a key that is carried over', 'UPDATE a SET id = id * 4 WHERE id > 1', ['c.also']],
    ['another column alone', 'INSERT INTO b (n) VALUES (3000000000)', []],
    ['another column beside it', 'UPDATE b SET n = 3000000000', []],
    ['one of two types', 'INSERT INTO c (b, also) VALUES (70000, 1)', ['c.b']],
    ['no table', 'SELECT 3000000000::integer', []],
  ])('under an error at %s', async (_name, statement, ids) => {
    const { catalog, error } = await probe.try(chain, statement);
    expect(error?.sqlstate).toBe('22003');
    expect(diagnose({ statement, error, catalog }).map(({ id }) => id)).toEqual(ids);
  });

  test('takes what references the widened column along', async () => {
    const statement = 'INSERT INTO b VALUES (3000000000)';
    const { catalog, error } = await probe.try(chain, statement);
    const [fault] = diagnose({ statement, error, catalog });
    expect(fault).toMatchObject({
      kind: 'narrow-reference',
      changes: [
        { column: 'id', type: 'integer', newType: 'bigint', asked: true },
        { column: 'b', type: 'smallint', newType: 'bigint', asked: false },
      ],
    });
  });

  test('understands a length in any language, and one of another column', async () => {
    const setup = `CREATE TABLE k (id varchar(9) PRIMARY KEY); CREATE TABLE r (k varchar(3) REFERENCES k, t varchar(4));`;
    for (const [statement, ids] of [
      [`INSERT INTO r (k, t) VALUES ('12345', '')`, ['r.k']],
      [`INSERT INTO r (k, t) VALUES ('123', '12345')`, []],
    ] as const) {
      const { catalog, error } = await probe.try(setup, statement);
      expect(error?.sqlstate).toBe('22001');
      expect(diagnose({ statement, error, catalog }).map(({ id }) => id)).toEqual(ids);
    }
  });
});
