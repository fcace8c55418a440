import { optionOf, toolCommand } from '../command-line.ts';
import { firstFile } from '../first-file.ts';
import { packageJson } from '../package-json.ts';
import { pathIn } from '../path-in.ts';
import type { Environment, Project } from '../tool.ts';

const { recognises, ownArguments } = toolCommand('mikro-orm(-esm)?');

export { recognises };

/** Source: ConfigurationLoader of @mikro-orm/core. */
const usual = [
  'src/mikro-orm.config.ts',
  'mikro-orm.config.ts',
  'dist/mikro-orm.config.js',
  'build/mikro-orm.config.js',
  'src/mikro-orm.config.js',
  'mikro-orm.config.js',
  'mikro-orm.config.cjs',
  'mikro-orm.config.mjs',
];

/** A directory belongs to MikroORM when it has its configuration: in its usual places, or where package.json says. */
export async function detect(
  directory: string,
  env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  const named = optionOf(ownArguments(command, directory), 'config') ?? env.MIKRO_ORM_CLI_CONFIG;
  const config = firstFile(
    directory,
    named === undefined
      ? [...((await packageJson(directory))['mikro-orm']?.configPaths ?? []), ...usual]
      : [named],
  );
  if (config === null) return null;
  const evidence = pathIn(directory, config);
  return { tool: 'mikro-orm', directory, evidence, settings: { config } };
}
