import path from 'node:path';
import { ownProgram, type ResetCommands } from '../reset-commands.ts';
import type { Project } from '../tool.ts';

/** `migration:down --to 0` takes all of them back. https://mikro-orm.io/docs/migrations */
export function reset({ directory, settings }: Project): ResetCommands {
  const file = path
    .relative(directory, settings.config ?? '')
    .split(path.sep)
    .join('/');
  const own = ['--config', file];
  return {
    undoAll: [ownProgram('mikro-orm', 'migration:down', '--to', '0', ...own)],
    migrate: ownProgram('mikro-orm', 'migration:up', ...own),
  };
}
