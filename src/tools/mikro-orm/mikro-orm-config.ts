import { fileURLToPath } from 'node:url';
import type { DriverConfiguration } from '../driver-configuration.ts';
import { loadProjectFile } from '../load-project-file.ts';
import type { Environment, Project } from '../tool.ts';

/** What MikroORM's configuration says. */
export interface MikroOrmConfig {
  readonly connection: DriverConfiguration;
  /** Of the migrations, and of their sources where TypeScript is compiled. */
  readonly folder: string;
  readonly sources: string | null;
  readonly table: string;
  readonly schema: string | null;
  /** The schemas that `schema:update` leaves alone. */
  readonly ignoreSchema: readonly string[];
}

/** @throws PgmendError `config-unreadable` */
export function mikroOrmConfig(project: Project, env: Environment): Promise<MikroOrmConfig> {
  const picker = fileURLToPath(new URL('./pick-mikro-orm-config.cjs', import.meta.url));
  return loadProjectFile(project.settings.config ?? '', picker, [], project.directory, env);
}
