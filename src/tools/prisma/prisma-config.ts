import { fileURLToPath } from 'node:url';
import { loadProjectFile } from '../load-project-file.ts';
import type { Environment } from '../tool.ts';

/** What a prisma.config file says; relative paths are of its own folder. */
export interface PrismaConfig {
  readonly schema: string | null;
  readonly migrations: string | null;
  readonly url: string | null;
  /** `js`: the schema engine of WebAssembly, with an adapter (6.16 to 6.19). */
  readonly engine: string | null;
}

/** @throws PgmendError `config-unreadable` */
export function prismaConfig(
  file: string,
  directory: string,
  env: Environment,
): Promise<PrismaConfig> {
  const picker = fileURLToPath(new URL('./pick-prisma-config.cjs', import.meta.url));
  return loadProjectFile(file, picker, [], directory, env);
}
