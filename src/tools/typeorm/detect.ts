import { optionOf, toolCommand } from '../command-line.ts';
import { firstFile } from '../first-file.ts';
import { packageDependencies } from '../package-dependencies.ts';
import type { Environment, Project } from '../tool.ts';

const { recognises, ownArguments } = toolCommand('typeorm(-ts-node-(commonjs|esm))?');

export { recognises };

/** Where people keep their DataSource, when no command names it. */
const usual = ['', 'src/', 'src/db/', 'src/database/', 'db/', 'database/', 'src/config/'].flatMap(
  (folder) =>
    ['data-source', 'datasource', 'ormconfig', 'typeorm.config'].map((name) => `${folder}${name}`),
);

/** A directory belongs to TypeORM when its package.json names it and there is a file with a DataSource. */
export async function detect(
  directory: string,
  _env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  const args = ownArguments(command, directory);
  const named = optionOf(args, 'dataSource', 'd');
  if (!(await packageDependencies(directory)).includes('typeorm')) return null;
  const config = firstFile(directory, named === null ? usual : [named]);
  if (config === null) return null;
  return {
    tool: 'typeorm',
    directory,
    evidence: 'typeorm in package.json',
    settings: { config },
  };
}
