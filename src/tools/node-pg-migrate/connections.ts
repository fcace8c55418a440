import path from 'node:path';
import type { Target } from '../../postgres/target.ts';
import { namesNothing, targetOfDriver } from '../driver-configuration.ts';
import { projectEnvironment } from '../project-environment.ts';
import type { Environment, Project } from '../tool.ts';
import { nodePgMigrateConfig } from './node-pg-migrate-config.ts';

/**
 * The URL in the variable that it reads, also out of `.env`, else what its configuration names; what else names a database
 * are `PG*`.
 *
 * @throws PgmendError `config-unreadable`, `bad-url`
 */
export async function connections(project: Project, env: Environment): Promise<readonly Target[]> {
  const { variable = 'DATABASE_URL', config, section = 'db' } = project.settings;
  const whole = projectEnvironment([project.directory], env);
  const url = whole[variable];
  if (url !== undefined && url !== '') {
    const source = env[variable] === undefined ? `.env (${variable})` : variable;
    return [targetOfDriver({ connectionString: url }, whole, source)];
  }
  if (config === undefined) return [];
  const { directory } = project;
  const { connection } = await nodePgMigrateConfig({ config, section, directory }, whole);
  if (namesNothing(connection)) return [];
  const isOwn = !config.includes('node_modules');
  return [
    targetOfDriver(connection, whole, isOwn ? path.relative(directory, config) : 'node-config'),
  ];
}
