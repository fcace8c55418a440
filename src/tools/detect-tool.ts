import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { commandDirectory } from './command-directory.ts';
import { tools } from './registry.ts';
import type { Environment, Project, Tool } from './tool.ts';

export interface DetectedTool {
  readonly tool: Tool;
  readonly project: Project;
}

export interface WhereToLook {
  readonly directory: string;
  readonly env: Environment;
  /** The command that will run there; its tool is preferred. */
  readonly command?: readonly string[];
  /** Of these alone; any unless said. */
  readonly among?: readonly Tool[];
}

/**
 * Finds the migration tool of a project: in the directory, in those above it up to the repository's root, then in
 * those below it (two levels), where the only one found counts.
 *
 * @returns null when there is none, or when several folders below have one and nothing says which is meant
 */
export async function detectTool(where: WhereToLook): Promise<DetectedTool | null> {
  const { directory, command, among: known = tools } = where;
  // Each word of `process.env` is a call to the system, and every tool reads it in every folder.
  const env = { ...where.env };
  const candidates =
    command === undefined ? known : known.filter((tool) => tool.recognises(command, directory));
  const foldersAbove = await upwards(commandDirectory(command ?? [], directory));
  let foldersBelow: readonly string[] | null = null;
  for (const tool of candidates.length === 0 ? known : candidates) {
    const own = candidates.includes(tool) ? command : undefined;
    for (const above of foldersAbove) {
      const project = await tool.detect(above, env, own);
      if (project !== null) return { tool, project };
    }
    const below: Project[] = [];
    foldersBelow ??= await downwards(directory, 2);
    for (const folder of foldersBelow) {
      const project = await tool.detect(folder, env, own);
      if (project !== null) below.push(project);
    }
    const [only, another] = below;
    if (only !== undefined && another === undefined) return { tool, project: only };
  }
  return null;
}

async function upwards(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (let here = path.resolve(directory); ; here = path.dirname(here)) {
    found.push(here);
    const isRoot = here === path.dirname(here) || (await names(here)).includes('.git');
    if (isRoot) return found;
  }
}

async function downwards(directory: string, levels: number): Promise<string[]> {
  if (levels === 0) return [];
  const found: string[] = [];
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules')
      continue;
    const folder = path.join(directory, entry.name);
    found.push(folder, ...(await downwards(folder, levels - 1)));
  }
  return found;
}

function names(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
