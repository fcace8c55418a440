import path from 'node:path';
import type { Target } from '../../postgres/target.ts';
import { namesNothing, targetOfDriver } from '../driver-configuration.ts';
import type { Environment, Project } from '../tool.ts';
import { dataSource } from './data-source.ts';

/** @throws PgmendError `config-unreadable`, `bad-url` */
export async function connections(project: Project, env: Environment): Promise<readonly Target[]> {
  const { type, connection } = await dataSource(project, env);
  if (type !== 'postgres' || namesNothing(connection)) return [];
  const file = path.relative(project.directory, project.settings.config ?? '');
  return [targetOfDriver(connection, env, file.split(path.sep).join('/'))];
}
