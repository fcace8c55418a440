import { pathIn } from '../path-in.ts';
import { ownProgram, type ResetCommands, type ResetRequest } from '../reset-commands.ts';
import type { Project } from '../tool.ts';
import { usualProgram } from './usual-program.ts';

/** `migration:revert` takes one back. */
export async function reset(project: Project, { applied }: ResetRequest): Promise<ResetCommands> {
  const { directory, settings } = project;
  const program = await usualProgram(project);
  const file = pathIn(directory, settings.config ?? '');
  return {
    undoAll: applied.map(() => ownProgram(program, 'migration:revert', '-d', file)),
    migrate: ownProgram(program, 'migration:run', '-d', file),
  };
}
