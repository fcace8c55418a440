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
  /** Of the ledger. */
  readonly table: string;
  readonly schema: string;
  /** The schemas that are looked at, as names (0.31) or patterns (1.0); empty where nothing is said. */
  readonly schemaFilter: readonly string[];
}

/** @throws PgmendError `config-unreadable` */
export function drizzleConfig(project: Project, env: Environment): Promise<DrizzleConfig> {
  const picker = fileURLToPath(new URL('./pick-drizzle-config.cjs', import.meta.url));
  return loadProjectFile(project.settings.config ?? '', picker, [], project.directory, env);
}
