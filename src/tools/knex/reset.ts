import { pathIn } from '../path-in.ts';
import { ownProgram, type ResetCommands } from '../reset-commands.ts';
import type { Project } from '../tool.ts';

/** `migrate:rollback --all` goes from the last batch to the first. https://knexjs.org/guide/migrations.html */
export function reset({ directory, settings }: Project): ResetCommands {
  const { config = '', env = 'development' } = settings;
  const own = ['--knexfile', pathIn(directory, config), '--env', env];
  return {
    undoAll: [ownProgram('knex', 'migrate:rollback', '--all', ...own)],
    migrate: ownProgram('knex', 'migrate:latest', ...own),
  };
}
