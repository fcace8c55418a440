import { expect, test } from 'vitest';
import { sharedServer } from '../../../test/servers/shared-server.ts';
import { projectFolder } from '../../../test/tools/project-folder.ts';
import { detect } from './detect.ts';
import { ledger } from './ledger.ts';

async function ledgerWith(config: string, setUp: readonly string[]) {
  const directory = projectFolder({ '.sequelizerc': '', 'config/config.json': config });
  const project = await detect(directory, {});
  if (project === null) throw new Error('no project was detected');
  const server = await sharedServer(18);
  const session = await server.session(await server.createDatabase());
  for (const sql of setUp) await session.query(sql);
  const found = await ledger(project, session, { PATH: process.env.PATH });
  await session.close();
  return found;
}

const create = (table: string) => `CREATE TABLE ${table} (name varchar(255) PRIMARY KEY)`;

test('reads the names in the order of the tool, whatever the search_path', async () => {
  const found = await ledgerWith('{}', [
    create('"SequelizeMeta"'),
    `INSERT INTO "SequelizeMeta" VALUES ('b.js'), ('B.js'), ('1.cjs')`,
    'SET search_path = pg_catalog',
  ]);
  expect(found).toEqual({
    table: { schema: 'public', name: 'SequelizeMeta' },
    exists: true,
    applied: ['1.cjs', 'B.js', 'b.js'],
  });
});

test('follows the configuration to another table and schema', async () => {
  const config =
    '{"development":{"migrationStorageTableName":"done \\"so far\\"","migrationStorageTableSchema":"ops"}}';
  const found = await ledgerWith(config, [
    'CREATE SCHEMA ops',
    create('"done ""so far"""'),
    create('ops."done ""so far"""'),
    `INSERT INTO ops."done ""so far""" VALUES ('1.js')`,
  ]);
  expect(found).toMatchObject({ table: { schema: 'ops' }, exists: true, applied: ['1.js'] });
});

test('says that there is none yet', async () => {
  expect(await ledgerWith('{}', [])).toEqual({
    table: { schema: 'public', name: 'SequelizeMeta' },
    exists: false,
    applied: [],
  });
});
