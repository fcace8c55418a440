import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstFile } from '../first-file.ts';
import { loadProjectFile } from '../load-project-file.ts';
import { projectEnvironment } from '../project-environment.ts';
import type { Environment } from '../tool.ts';
import type { MigratorTables } from './migrator-tables.ts';

/** What kysely-ctl's configuration says. */
export interface KyselyConfig {
  /** Absolute. */
  readonly file: string;
  /** Absolute. */
  readonly folder: string;
  /** null: it makes a Migrator of its own. */
  readonly tables: MigratorTables | null;
}

/**
 * kysely-ctl's configuration; null where there is none. Source: src/config/get-config.mts of kysely-ctl
 *
 * @param named by the command
 * @throws PgmendError `config-unreadable`
 */
export async function kyselyConfig(
  directory: string,
  named: string | null,
  env: Environment,
): Promise<KyselyConfig | null> {
  const file = firstFile(
    directory,
    named === null ? ['.config/kysely.config', 'kysely.config'] : [named],
  );
  if (file === null) return null;
  const picker = fileURLToPath(new URL('./pick-kysely-config.cjs', import.meta.url));
  const { folder, tables } = await loadProjectFile<{
    readonly folder: string | null;
    readonly tables: MigratorTables | null;
  }>(file, picker, [], directory, projectEnvironment([directory], env));
  const own = path.dirname(file);
  const usual = path.basename(own) === '.config' ? '../migrations' : 'migrations';
  return { file, folder: path.resolve(own, folder ?? usual), tables };
}
