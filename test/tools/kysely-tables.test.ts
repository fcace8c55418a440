import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectTool } from '../../src/tools/detect-tool.ts';
import { projectFolder } from './project-folder.ts';

describe('what Kysely’s Migrator is told', () => {
  const told =
    "{ migrationTableName: 'history', migrationTableSchema: 'ops', migrationLockTableName: 'lock' }";
  const manifest = '{"dependencies":{"kysely":"0.29"}}';
  const settings = async (files: Readonly<Record<string, string>>, ...command: string[]) => {
    const directory = projectFolder({ 'package.json': manifest, 'migrations/1.mjs': '', ...files });
    // TypeScript is read with a compiler of the project.
    symlinkSync(
      join(import.meta.dirname, '../../node_modules'),
      join(directory, 'node_modules'),
      'junction',
    );
    const found = await detectTool({ directory, env: { PATH: process.env.PATH }, command });
    const { table, schema, lockTable, migrations = '' } = found?.project.settings ?? {};
    return { table, schema, lockTable, folder: relative(directory, migrations) };
  };
  const named = { table: 'history', schema: 'ops', lockTable: 'lock' };
  const usual = { table: 'kysely_migration', lockTable: 'kysely_migration_lock' };

  it.each<[string, Readonly<Record<string, string>>, object]>([
    [
      'kysely.config.ts',
      { 'kysely.config.ts': `export default { migrations: ${told} as object };` },
      named,
    ],
    [
      '.config/kysely.config.mjs, with the folder',
      {
        '.config/kysely.config.mjs': `export default { migrations: { ...${told}, migrationFolder: '../m' } };`,
        'm/1.mjs': '',
      },
      { ...named, folder: 'm' },
    ],
    [
      'a Migrator that the configuration makes',
      {
        'kysely.config.mjs': `export default { migrations: { migrator: (db) => new Migrator({ db, ...${told} }) } };`,
      },
      named,
    ],
    [
      'a script with constants',
      {
        'src/db/migrate.ts': `const names = ${told} as const;\nconst m = new kysely.Migrator({ db, provider, ...names });`,
      },
      named,
    ],
    ['nothing', { 'src/migrate.ts': 'new Migrator({ db, provider })' }, usual],
    [
      'two scripts that say different things',
      { 'a.ts': `new Migrator(${told})`, 'b.ts': 'new Migrator({ db, provider })' },
      usual,
    ],
    ['a name from elsewhere', { 'a.ts': 'new Migrator({ migrationTableName: name() })' }, usual],
    [
      'a configuration before a script',
      {
        'kysely.config.mjs': 'export default { migrations: {} };',
        'a.ts': `new Migrator(${told})`,
      },
      usual,
    ],
  ])('%s', async (_name, files, expected) => {
    expect(await settings(files)).toMatchObject(expected);
  });

  it('the configuration that the command names', async () => {
    const files = { 'other.mjs': `export default { migrations: ${told} };` };
    expect(
      await settings(files, 'kysely', '--config', 'other.mjs', 'migrate:latest'),
    ).toMatchObject(named);
  });
});
