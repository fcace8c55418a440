import { fileURLToPath } from 'node:url';
import type { DriverConfiguration } from '../driver-configuration.ts';
import { loadProjectFile } from '../load-project-file.ts';
import type { Environment, Project } from '../tool.ts';

/** The options of a project's DataSource. */
export interface DataSource {
  readonly type: string;
  readonly connection: DriverConfiguration;
  /** Of migration files; classes that are named by themselves are not among them. */
  readonly patterns: readonly string[];
  readonly table: string;
  readonly schema: string | null;
}

/** @throws PgmendError `config-unreadable` */
export function dataSource(project: Project, env: Environment): Promise<DataSource> {
  const picker = fileURLToPath(new URL('./pick-typeorm-config.cjs', import.meta.url));
  return loadProjectFile(project.settings.config ?? '', picker, [], project.directory, env);
}
