import { describeTarget } from '../postgres/target.ts';
import type { Resolved } from './resolve-target.ts';
import { resolveTarget } from './resolve-target.ts';
import { toolConfiguration } from './tool-configuration.ts';
import type { Voice } from './voice.ts';

/**
 * The database for a command, with a line that says which it is and what said so.
 *
 * @param command the migration command, in `run`
 */
export async function findTarget(
  url: string | undefined,
  voice: Voice,
  command: readonly string[] = [],
): Promise<Resolved['target']> {
  const configuration = url === undefined ? await toolConfiguration(process.cwd(), command) : null;
  const { target, warnings } = await resolveTarget(url, process.env, configuration);
  voice.warn(voice.palette.dim(`using ${target.source}: ${describeTarget(target)}`));
  for (const warning of warnings) voice.warn(voice.palette.yellow(warning));
  return target;
}
