import path from 'node:path';
import { quoteIdent } from '../../postgres/quote.ts';
import { optionOf, toolCommand } from '../command-line.ts';
import { firstFile } from '../first-file.ts';
import type { Environment, Project } from '../tool.ts';

const { recognises, ownArguments, assigned } = toolCommand('knex');

export { recognises };

/** A directory belongs to Knex's command line when it has a knexfile. */
export async function detect(
  directory: string,
  env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  const args = ownArguments(command, directory);
  const named = optionOf(args, 'knexfile');
  const config =
    named === null ? firstFile(directory, ['knexfile']) : path.resolve(directory, named);
  if (config === null) return null;
  const environment =
    optionOf(args, 'env') ??
    assigned(command, directory, 'NODE_ENV') ??
    env.NODE_ENV ??
    'development';
  const table = optionOf(args, 'migrations-table-name');
  return {
    tool: 'knex',
    directory,
    evidence: path.basename(config),
    settings: {
      config,
      env: environment,
      ...(table === null ? {} : { ledger: quoteIdent(table) }),
    },
  };
}
