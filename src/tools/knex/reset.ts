import path from 'node:path';
import { ownProgram, type ResetCommands } from '../reset-commands.ts';
import type { Project } from '../tool.ts';

/** `migrate:rollback --all` goes from the last batch to the first. https://knexjs.org/guide/migrations.html */
export function reset({ directory, settings }: Project): ResetCommands {
  const { config = 'knexfile.js', env = 'development' } = settings;
  const file = path.relative(directory, config) || config;
  const own = ['--knexfile', file.split(path.sep).join('/'), '--env', env];
  return {
    undoAll: [ownProgram('knex', 'migrate:rollback', '--all', ...own)],
    migrate: ownProgram('knex', 'migrate:latest', ...own),
  };
}
