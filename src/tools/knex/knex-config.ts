import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DriverConfiguration } from '../driver-configuration.ts';
import { loadProjectFile } from '../load-project-file.ts';
import type { Environment, Project } from '../tool.ts';

/** What a knexfile says, for one of its environments. */
export interface KnexConfig {
  /** null where the file has no such parts. */
  readonly environment: string | null;
  readonly client: string | null;
  readonly connection: DriverConfiguration;
  /** Relative to the knexfile. */
  readonly directories: readonly string[];
  readonly table: string;
  readonly schema: string | null;
  readonly endings: readonly string[] | null;
  readonly separately: boolean;
}

/** Knex's own. Source: lib/migrations/common/MigrationsLoader.js */
export const usualEndings = [
  '.co',
  '.coffee',
  '.eg',
  '.iced',
  '.js',
  '.cjs',
  '.litcoffee',
  '.ls',
  '.ts',
];

/** @throws PgmendError `config-unreadable` */
export function knexConfig(project: Project, env: Environment): Promise<KnexConfig> {
  const { config = '', env: environment = 'development' } = project.settings;
  const picker = fileURLToPath(new URL('./pick-knex-config.cjs', import.meta.url));
  // The command line goes to the knexfile's folder first.
  return loadProjectFile(config, picker, [environment], path.dirname(config), env);
}
