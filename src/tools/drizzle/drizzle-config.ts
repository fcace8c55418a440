import { fileURLToPath } from 'node:url';
import type { DriverConfiguration } from '../driver-configuration.ts';
import { loadProjectFile } from '../load-project-file.ts';
import type { Environment, Project } from '../tool.ts';

/** What a drizzle.config file says. */
export interface DrizzleConfig {
  readonly dialect: string | null;
  readonly driver: string | null;
  /** The folder of migrations, relative to the project. */
  readonly out: string;
  readonly connection: DriverConfiguration;
  readonly table: string;
  readonly schema: string;
}

/** @throws PgmendError `config-unreadable` */
export function drizzleConfig(project: Project, env: Environment): Promise<DrizzleConfig> {
  const picker = fileURLToPath(new URL('./pick-drizzle-config.cjs', import.meta.url));
  return loadProjectFile(project.settings.config ?? '', picker, [], project.directory, env);
}
