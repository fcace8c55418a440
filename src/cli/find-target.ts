import { describeTarget, type Target } from '../postgres/target.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { readEnvFile } from './env-file.ts';
import { resolveTarget } from './resolve-target.ts';
import { configurationOf, findTool } from './tool-configuration.ts';
import type { Voice } from './voice.ts';

export interface Found {
  readonly target: Target;
  readonly tool: DetectedTool | null;
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
  const tool = await findTool(directory, command);
  const configuration = tool === null ? null : configurationOf(tool, directory, command);
  const { target, warnings } = await resolveTarget(url, process.env, configuration, {
    command,
    envFile: readEnvFile(directory),
  });
  voice.warn(voice.palette.dim(`using ${target.source}: ${describeTarget(target)}`));
  for (const warning of warnings) voice.warn(voice.palette.yellow(warning));
  return { target, tool };
}
