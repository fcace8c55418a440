import { describeTarget, type Target } from '../postgres/target.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { readEnvFile } from './env-file.ts';
import { givenTarget, resolveTarget } from './resolve-target.ts';
import type { Voice } from './voice.ts';

export interface Found {
  readonly target: Target;
  /**
   * The project's migration tool; null where none is known. Looking through the project's folders takes its time: where
   * the database is known without, that begins with the first call.
   */
  readonly tool: () => Promise<DetectedTool | null>;
}

/**
 * The database for a command, with a line that says which it is and what said so, and the project's migration tool.
 *
 * @param command the migration command, in `run`
 */
export async function findTarget(
  url: string | undefined,
  voice: Voice,
  command: readonly string[] = [],
): Promise<Found> {
  const directory = process.cwd();
  let looking: Promise<DetectedTool | null> | null = null;
  const tool = () => {
    looking ??= import('./tool-configuration.ts').then(({ findTool }) =>
      findTool(directory, command),
    );
    return looking;
  };
  const isGiven = command.length === 0 && givenTarget(url, process.env) !== null;
  const { target, warnings } = await resolveTarget(
    url,
    process.env,
    isGiven ? null : await configured(await tool(), directory, command),
    { command, envFile: readEnvFile(directory) },
  );
  voice.warn(voice.palette.dim(`using ${target.source}: ${describeTarget(target)}`));
  for (const warning of warnings) voice.warn(voice.palette.yellow(warning));
  return { target, tool };
}

async function configured(
  tool: DetectedTool | null,
  directory: string,
  command: readonly string[],
) {
  if (tool === null) return null;
  const { configurationOf } = await import('./tool-configuration.ts');
  return configurationOf(tool, directory, command);
}
