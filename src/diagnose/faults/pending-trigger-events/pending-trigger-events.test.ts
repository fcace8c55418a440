import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../../../test/servers/start-server.ts';
import { loadParser } from '../../../statement/parse-statements.ts';
import { diagnose } from '../../diagnose.ts';

beforeAll(loadParser);

const written = `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int, a int);
  ALTER TABLE b ADD CONSTRAINT later FOREIGN KEY (a) REFERENCES a DEFERRABLE INITIALLY DEFERRED;
  INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1);`;

describe.each(majors)('pending-trigger-events on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  test('names the table and the constraints that wait', async () => {
    const statement = 'ALTER TABLE b DROP COLUMN id';
    const { catalog, error } = await probe.try(written, statement);
    expect(error?.sqlstate).toBe('55006');
    expect(diagnose({ statement, error, catalog })).toMatchObject([
      {
        kind: 'pending-trigger-events',
        table: { schema: 'public', name: 'b' },
        deferred: [{ schema: 'public', name: 'later' }],
        sameString: false,
      },
    ]);
  });

  test('sees that the rows were written by the same string', async () => {
    const statement = 'INSERT INTO b VALUES (2, 1); ALTER TABLE b DROP COLUMN id';
    const { catalog, error } = await probe.try(written, statement);
    expect(diagnose({ statement, error, catalog })).toMatchObject([{ sameString: true }]);
  });

  test('an open cursor is another thing', async () => {
    const statement = 'ALTER TABLE c DROP COLUMN id';
    const { catalog, error } = await probe.try(
      'CREATE TABLE c (id int, x int); INSERT INTO c VALUES (1); DECLARE o CURSOR FOR SELECT * FROM c; FETCH o',
      statement,
    );
    expect(error?.sqlstate).toBe('55006');
    expect(diagnose({ statement, error, catalog })).toEqual([]);
  });
});
