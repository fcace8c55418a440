import { existsSync } from 'node:fs';
import path from 'node:path';
import { optionOf, toolCommand } from '../command-line.ts';
import { packageDependencies } from '../package-dependencies.ts';
import type { Environment, Project } from '../tool.ts';

const { recognises, ownArguments } = toolCommand('node-pg-migrate');

export { recognises };

/** A directory belongs to node-pg-migrate when its package.json names it and it has the folder of migrations. */
export async function detect(
  directory: string,
  _env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  if (!(await packageDependencies(directory)).includes('node-pg-migrate')) return null;
  const args = ownArguments(command, directory);
  const folder = path.resolve(directory, optionOf(args, 'migrations-dir', 'm') ?? 'migrations');
  if (!existsSync(folder)) return null;
  const schema = optionOf(args, 'migrations-schema') ?? optionOf(args, 'schema', 's');
  return {
    tool: 'node-pg-migrate',
    directory,
    evidence: 'node-pg-migrate in package.json',
    settings: {
      migrations: folder,
      table: optionOf(args, 'migrations-table', 't') ?? 'pgmigrations',
      variable: optionOf(args, 'database-url-var', 'd') ?? 'DATABASE_URL',
      ...(schema === null ? {} : { schema }),
    },
  };
}
