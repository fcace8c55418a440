import type { Target } from '../../postgres/target.ts';
import { targetOfDriver } from '../driver-configuration.ts';
import { projectEnvironment } from '../project-environment.ts';
import type { Environment, Project } from '../tool.ts';

/** The URL in the variable that it reads, also out of `.env`; what else names a database are `PG*`. */
export async function connections(project: Project, env: Environment): Promise<readonly Target[]> {
  const { variable = 'DATABASE_URL' } = project.settings;
  const whole = projectEnvironment([project.directory], env);
  const url = whole[variable];
  if (url === undefined || url === '') return [];
  const source = env[variable] === undefined ? `.env (${variable})` : variable;
  return [targetOfDriver({ connectionString: url }, whole, source)];
}
