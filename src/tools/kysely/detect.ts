import { existsSync } from 'node:fs';
import path from 'node:path';
import { optionOf, toolCommand } from '../command-line.ts';
import { packageDependencies } from '../package-dependencies.ts';
import type { Environment, Project } from '../tool.ts';
import { kyselyConfig } from './kysely-config.ts';
import { migratorTables } from './migrator-tables.ts';

const { recognises, ownArguments } = toolCommand('kysely');

export { recognises };

/** Where people keep the migrations that their own script gives to the Migrator. */
const usual = [
  'migrations',
  'src/migrations',
  'db/migrations',
  'src/db/migrations',
  'database/migrations',
  'src/database/migrations',
];

/** A directory belongs to Kysely's Migrator when its package.json names kysely and it has a folder of migrations. */
export async function detect(
  directory: string,
  env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  if (!(await packageDependencies(directory)).includes('kysely')) return null;
  const named = optionOf(ownArguments(command, directory), 'config', 'c');
  // What cannot be loaded says nothing; kysely-ctl itself says what is wrong with it.
  const said = await kyselyConfig(directory, named, env).catch(() => null);
  const places = usual.map((one) => path.join(directory, one));
  const folder = [...(said === null ? [] : [said.folder]), ...places].find(existsSync);
  if (folder === undefined) return null;
  const tables =
    said?.tables ?? (await migratorTables(directory, said === null ? [] : [said.file])) ?? {};
  return {
    tool: 'kysely',
    directory,
    evidence: 'kysely in package.json',
    settings: {
      migrations: folder,
      table: tables.migrationTableName ?? 'kysely_migration',
      lockTable: tables.migrationLockTableName ?? 'kysely_migration_lock',
      ...(tables.migrationTableSchema === undefined ? {} : { schema: tables.migrationTableSchema }),
    },
  };
}
