import { detectTool } from '../tools/detect-tool.ts';
import type { ToolConfiguration } from './resolve-target.ts';

/**
 * The configuration of the migration tool that the project uses; null where none is known.
 *
 * @param command the migration command of `run`, empty elsewhere
 */
export async function toolConfiguration(
  directory: string,
  command: readonly string[],
): Promise<ToolConfiguration | null> {
  const env = process.env;
  const detected = await detectTool({
    directory,
    env,
    ...(command.length === 0 ? {} : { command }),
  });
  if (detected === null) return null;
  const { tool, project } = detected;
  return {
    tool: tool.name,
    commanded: command.length > 0 && tool.recognises(command, directory),
    connections: () => tool.connections(project, env),
  };
}
