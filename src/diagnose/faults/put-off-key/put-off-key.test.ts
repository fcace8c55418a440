import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../../../test/servers/start-server.ts';
import { loadParser } from '../../../statement/parse-statements.ts';
import type { WaitingKey } from '../../put-off-key.ts';
import { putOffKeys } from './put-off-key.ts';

const key: WaitingKey = {
  table: { schema: 'public', name: 'p' },
  name: 'p_a_fkey',
  named: false,
  columns: ['a'],
  referencedTable: { schema: null, name: 'users' },
  referencedColumns: ['id'],
  clauses: 'ON DELETE CASCADE',
  searchPath: ['public'],
  creator: 'file:1',
  run: 'r',
};
const table = 'CREATE TABLE users (id int PRIMARY KEY, n int)';

beforeAll(loadParser);

describe.each(majors)('put-off-key on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  test.each([
    ['its table is not there', 'CREATE TABLE p (a int)', ['put-off-key waiting p_a_fkey']],
    ['its own table is not there', table, ['put-off-key lost p_a_fkey']],
    ['its column is not there', `${table}; CREATE TABLE p (b int)`, ['put-off-key lost p_a_fkey']],
    [
      'laid by somebody, under another name',
      `${table}; CREATE TABLE p (a int CONSTRAINT theirs REFERENCES users (id) ON DELETE CASCADE)`,
      ['put-off-key there theirs'],
    ],
    [
      'there is another foreign key of its name',
      `${table}; CREATE TABLE p (a int CONSTRAINT p_a_fkey REFERENCES users (id))`,
      ['orphans', 'put-off-key ready p_a_fkey1'],
    ],
    [
      'other types',
      `${table}; CREATE TABLE p (a uuid)`,
      ['incompatible-types', 'put-off-key ready p_a_fkey'],
    ],
    [
      'no unique key',
      'CREATE TABLE users (id int); CREATE TABLE p (a int)',
      ['no-unique-key', 'orphans', 'put-off-key ready p_a_fkey'],
    ],
  ])('%s', async (_, setup, expected) => {
    const { catalog } = await probe.try(setup);
    const faults = putOffKeys(catalog, [key]).map((one) =>
      one.kind === 'put-off-key' ? `${one.kind} ${one.state} ${one.constraint}` : one.kind,
    );
    expect(faults).toEqual(expected);
  });
});
