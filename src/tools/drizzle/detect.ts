import path from 'node:path';
import { optionOf, toolCommand } from '../command-line.ts';
import { firstFile } from '../first-file.ts';
import type { Environment, Project } from '../tool.ts';

const { recognises, ownArguments } = toolCommand('drizzle-kit');

export { recognises };

/** A directory belongs to drizzle-kit when it has a drizzle.config file, or the one that the command names. */
export async function detect(
  directory: string,
  _env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  const named = optionOf(ownArguments(command, directory), 'config');
  const config = firstFile(directory, [named ?? 'drizzle.config']);
  if (config === null) return null;
  return { tool: 'drizzle', directory, evidence: path.basename(config), settings: { config } };
}
