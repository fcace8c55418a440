import path from 'node:path';
import { ownProgram, type ResetCommands, type ResetRequest } from '../reset-commands.ts';
import type { Project } from '../tool.ts';
import { usualProgram } from './usual-program.ts';

/** `migration:revert` takes one back. */
export async function reset(project: Project, { applied }: ResetRequest): Promise<ResetCommands> {
  const { directory, settings } = project;
  const program = await usualProgram(project);
  const file = path
    .relative(directory, settings.config ?? '')
    .split(path.sep)
    .join('/');
  return {
    undoAll: applied.map(() => ownProgram(program, 'migration:revert', '-d', file)),
    migrate: ownProgram(program, 'migration:run', '-d', file),
  };
}
