import { pathIn } from '../path-in.ts';
import { ownProgram, type ResetCommands } from '../reset-commands.ts';
import type { Project } from '../tool.ts';

/** `migration:down --to 0` takes all of them back. https://mikro-orm.io/docs/migrations */
export function reset({ directory, settings }: Project): ResetCommands {
  const file = pathIn(directory, settings.config ?? '');
  const own = ['--config', file];
  return {
    undoAll: [ownProgram('mikro-orm', 'migration:down', '--to', '0', ...own)],
    migrate: ownProgram('mikro-orm', 'migration:up', ...own),
  };
}
