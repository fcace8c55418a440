import path from 'node:path';
import type { Target } from '../../postgres/target.ts';
import { namesNothing, targetOfDriver } from '../driver-configuration.ts';
import type { Environment, Project } from '../tool.ts';
import { knexConfig } from './knex-config.ts';

/** @throws PgmendError `config-unreadable`, `bad-url` */
export async function connections(project: Project, env: Environment): Promise<readonly Target[]> {
  const { client, connection, environment } = await knexConfig(project, env);
  if (
    !/^(pg|pgnative|postgres|postgresql|pg-native)$/.test(client ?? '') ||
    namesNothing(connection)
  )
    return [];
  const file = path.basename(project.settings.config ?? '');
  const source = environment === null ? file : `${file} (${environment})`;
  return [targetOfDriver(connection, env, source)];
}
