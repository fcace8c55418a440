import type { Target } from '../../postgres/target.ts';
import { namesNothing, targetOfDriver } from '../driver-configuration.ts';
import type { Environment, Project } from '../tool.ts';
import { mikroOrmConfig } from './mikro-orm-config.ts';

/** MikroORM has its own defaults for host, port and user. @throws PgmendError `config-unreadable`, `bad-url` */
export async function connections(project: Project, env: Environment): Promise<readonly Target[]> {
  const { connection } = await mikroOrmConfig(project, env);
  if (namesNothing(connection)) return [];
  const own =
    connection.connectionString === undefined
      ? { host: '127.0.0.1', port: 5432, user: 'postgres' }
      : {};
  const said = Object.entries(connection).filter(([, value]) => value !== undefined);
  return [targetOfDriver({ ...own, ...Object.fromEntries(said) }, env, project.evidence)];
}
