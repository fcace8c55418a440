import type { Target } from '../../postgres/target.ts';
import { targetOfDriver } from '../driver-configuration.ts';
import type { Environment, Project } from '../tool.ts';
import { datasource } from './datasource.ts';

/** @throws PgmendError `config-unreadable`, `bad-url` */
export async function connections(project: Project, env: Environment): Promise<readonly Target[]> {
  const { provider, url, source } = await datasource(project, env);
  if (provider !== 'postgresql' && provider !== 'postgres') return [];
  // A URL of Prisma's own services says nothing about the server.
  if (url === null || !/^postgres(ql)?:/.test(url)) return [];
  return [targetOfDriver({ connectionString: url }, env, source)];
}
