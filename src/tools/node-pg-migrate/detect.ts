import { existsSync } from 'node:fs';
import path from 'node:path';
import { optionOf, toolCommand } from '../command-line.ts';
import { installedPackage } from '../installed-package.ts';
import { packageDependencies } from '../package-dependencies.ts';
import type { Environment, Project } from '../tool.ts';
import { nodePgMigrateConfig } from './node-pg-migrate-config.ts';

const { recognises, ownArguments } = toolCommand('node-pg-migrate');

export { recognises };

/** A directory belongs to node-pg-migrate when its package.json names it and it has the folder of migrations. */
export async function detect(
  directory: string,
  env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  if (!(await packageDependencies(directory)).includes('node-pg-migrate')) return null;
  const args = ownArguments(command, directory);
  const section = optionOf(args, 'config-value') ?? 'db';
  const config = configFile(directory, optionOf(args, 'config-file', 'f'));
  const said =
    config === null
      ? null
      : await nodePgMigrateConfig({ config, section, directory }, env).catch(() => null);
  // What a file says outweighs the command.
  const named = said?.folder ?? optionOf(args, 'migrations-dir', 'm') ?? 'migrations';
  const folder = path.resolve(directory, named);
  if (!existsSync(folder)) return null;
  const schema =
    said?.migrationsSchema ??
    optionOf(args, 'migrations-schema') ??
    said?.schema ??
    optionOf(args, 'schema', 's');
  return {
    tool: 'node-pg-migrate',
    directory,
    evidence: 'node-pg-migrate in package.json',
    settings: {
      migrations: folder,
      table: said?.table ?? optionOf(args, 'migrations-table', 't') ?? 'pgmigrations',
      variable: optionOf(args, 'database-url-var', 'd') ?? 'DATABASE_URL',
      ...(schema === null ? {} : { schema }),
      ...(config === null ? {} : { config, section }),
    },
  };
}

/** The file that a command names, or the package `config` (node-config), which finds its own. */
function configFile(directory: string, named: string | null): string | null {
  if (named !== null) return path.resolve(directory, named);
  const installed = existsSync(path.join(directory, 'config'))
    ? installedPackage(directory, 'config')
    : null;
  return installed === null ? null : path.join(installed.folder, 'lib', 'config.js');
}
