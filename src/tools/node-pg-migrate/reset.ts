import { pathIn } from '../path-in.ts';
import { ownProgram, type ResetCommands, type ResetRequest } from '../reset-commands.ts';
import type { Project } from '../tool.ts';

/** `down N` takes back N of them. Where no command is at hand, the settings are those of the project. */
export function reset({ directory, settings }: Project, { applied }: ResetRequest): ResetCommands {
  const { migrations = 'migrations' } = settings;
  const folder = pathIn(directory, migrations);
  const own = folder === 'migrations' ? [] : ['--migrations-dir', folder];
  return {
    undoAll:
      applied.length === 0
        ? []
        : [ownProgram('node-pg-migrate', 'down', `${applied.length}`, ...own)],
    migrate: ownProgram('node-pg-migrate', 'up', ...own),
  };
}
