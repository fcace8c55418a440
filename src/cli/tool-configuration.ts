import { type DetectedTool, detectTool } from '../tools/detect-tool.ts';
import type { ToolConfiguration } from './resolve-target.ts';

/**
 * The migration tool that the project uses; null where none is known.
 *
 * @param command the migration command of `run`, empty elsewhere
 */
export function findTool(
  directory: string,
  command: readonly string[],
): Promise<DetectedTool | null> {
  return detectTool({
    directory,
    env: process.env,
    ...(command.length === 0 ? {} : { command }),
  });
}

/** The tool's own configuration as a place to look for the database. */
export function configurationOf(
  { tool, project }: DetectedTool,
  directory: string,
  command: readonly string[],
): ToolConfiguration {
  return {
    tool: tool.name,
    commanded: command.length > 0 && tool.recognises(command, directory),
    connections: () => tool.connections(project, process.env),
  };
}
