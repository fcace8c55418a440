import { toolCommand } from '../command-line.ts';

const { recognises, ownArguments, assigned } = toolCommand('sequelize(-cli)?');

export { ownArguments, recognises };

/** The NODE_ENV that is set before the program's name, as in `cross-env NODE_ENV=production sequelize-cli …`. */
export function assignedEnvironment(command: readonly string[], directory: string): string | null {
  return assigned(command, directory, 'NODE_ENV');
}
