import { existsSync } from 'node:fs';
import path from 'node:path';
import { optionOf } from '../command-line.ts';
import { packageDependencies } from '../package-dependencies.ts';
import type { Environment, Project } from '../tool.ts';
import { assignedEnvironment, ownArguments } from './command-line.ts';
import { loadSettingsFile } from './load-file.ts';

const configNames = ['json', 'js', 'cjs', 'mjs', 'ts'].map((end) => `config.${end}`);

/**
 * A directory belongs to sequelize-cli when it has a `.sequelizerc`, or a package.json that names
 * it or sequelize beside a configuration file in its usual place.
 */
export async function detect(
  directory: string,
  env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  const evidence = await evidenceIn(directory);
  if (evidence === null) return null;
  const args = ownArguments(command, directory);
  const settingsFile = path.resolve(directory, optionOf(args, 'options-path') ?? '.sequelizerc');
  const settings = existsSync(settingsFile)
    ? await loadSettingsFile(settingsFile, directory, env)
    : {};
  const said = (name: string): string | undefined => optionOf(args, name) ?? settings[name];
  const config = said('config') ?? defaultConfig(directory);
  const url = said('url');
  return {
    tool: 'sequelize-cli',
    directory,
    evidence,
    settings: {
      env: said('env') ?? assignedEnvironment(command, directory) ?? env.NODE_ENV ?? 'development',
      migrations: path.resolve(directory, said('migrations-path') ?? 'migrations'),
      models: path.resolve(directory, said('models-path') ?? 'models'),
      ...(config === undefined ? {} : { config: path.resolve(directory, config) }),
      ...(url === undefined ? {} : { url }),
    },
  };
}

async function evidenceIn(directory: string): Promise<string | null> {
  if (existsSync(path.join(directory, '.sequelizerc'))) return '.sequelizerc';
  const named = await packageDependencies(directory);
  const config = defaultConfig(directory);
  const hasMigrations = existsSync(path.join(directory, 'migrations'));
  if (named.includes('sequelize-cli') && (config !== undefined || hasMigrations)) {
    return 'sequelize-cli in package.json';
  }
  return named.includes('sequelize') && config !== undefined ? config : null;
}

/** sequelize-cli itself looks for config.js and config.json only; the others are there for those who name them. */
function defaultConfig(directory: string): string | undefined {
  const order = ['config.js', ...configNames];
  const name = order.find((file) => existsSync(path.join(directory, 'config', file)));
  return name === undefined ? undefined : `config/${name}`;
}
