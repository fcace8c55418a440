import { fileURLToPath } from 'node:url';
import type { DriverConfiguration } from '../driver-configuration.ts';
import { loadProjectFile } from '../load-project-file.ts';
import type { Environment } from '../tool.ts';

/** What a file of `--config-file`, or the package `config`, says. */
export interface NodePgMigrateConfig {
  readonly connection: DriverConfiguration;
  readonly folder?: string;
  readonly table?: string;
  readonly migrationsSchema?: string;
  readonly schema?: string;
}

/** @throws PgmendError `config-unreadable` */
export function nodePgMigrateConfig(
  place: { readonly config: string; readonly section: string; readonly directory: string },
  env: Environment,
): Promise<NodePgMigrateConfig> {
  const picker = fileURLToPath(new URL('./pick-node-pg-migrate-config.cjs', import.meta.url));
  return loadProjectFile(place.config, picker, [place.section], place.directory, env);
}
