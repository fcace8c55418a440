import type { Target } from '../../postgres/target.ts';
import { namesNothing, targetOfDriver } from '../driver-configuration.ts';
import type { Environment, Project } from '../tool.ts';
import { drizzleConfig } from './drizzle-config.ts';

/** @throws PgmendError `config-unreadable`, `bad-url` */
export async function connections(project: Project, env: Environment): Promise<readonly Target[]> {
  const { dialect, driver, connection } = await drizzleConfig(project, env);
  // A driver that is named is a service with a protocol of its own, or PGlite.
  if (dialect !== 'postgresql' || driver !== null || namesNothing(connection)) return [];
  return [targetOfDriver(connection, env, project.evidence)];
}
