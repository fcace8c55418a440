import { fileURLToPath } from 'node:url';
import type { ResetCommands, ResetRequest } from '../reset-commands.ts';
import type { Project } from '../tool.ts';
import { migrations } from './migrations.ts';
import { tablesAsTold } from './tables-as-told.ts';

/** By the project's own Kysely, from a script of pgmend's: what the project's script is told to undo nobody knows. */
export async function reset(project: Project, { url }: ResetRequest): Promise<ResetCommands> {
  const { files } = await migrations(project);
  const script = fileURLToPath(new URL('./replay-migrator.cjs', import.meta.url));
  const words = files.flatMap((one) => [one.name, one.path]);
  return {
    undoAll: [['node', script, 'down', ...words]],
    migrate: ['node', script, 'up', ...words],
    tells: { PGMEND_MIGRATE_URL: url, PGMEND_MIGRATE_TABLES: tablesAsTold(project) },
  };
}
