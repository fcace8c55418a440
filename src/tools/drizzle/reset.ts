import { pathIn } from '../path-in.ts';
import { ownProgram, type ResetCommands } from '../reset-commands.ts';
import type { Project } from '../tool.ts';

/** drizzle-kit has no way down. */
export function reset({ directory, settings }: Project): ResetCommands {
  // It takes the path relative to where it runs.
  const file = pathIn(directory, settings.config ?? '');
  return { undoAll: [], migrate: ownProgram('drizzle-kit', 'migrate', '--config', file) };
}
