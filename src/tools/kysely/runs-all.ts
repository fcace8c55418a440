import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { toolCommand } from '../command-line.ts';
import { asNode, nameOf, parseSource, walk } from '../syntax.ts';

const ctl = toolCommand('kysely');
const script = toolCommand('(node|tsx|ts-node(-esm)?|bun|jiti)');

/**
 * Does the command run every migration that is still to run? `kysely migrate:latest` of kysely-ctl does, and a script of
 * the project's own whose only way up is `migrateToLatest()`. Where it can go up step by step as well, nobody knows.
 */
export async function runsAll(command: readonly string[], directory: string): Promise<boolean> {
  if (ctl.recognises(command, directory)) {
    const words = ctl.ownArguments(command, directory).join(' ');
    return /^migrate[: ]latest\b/.test(words);
  }
  if (!script.recognises(command, directory)) return false;
  const files = script
    .ownArguments(command, directory)
    .map((word) => path.resolve(directory, word))
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && existsSync(file));
  const [file] = files;
  if (file === undefined) return false;
  const ways = await waysUp(file);
  return ways.size === 1 && ways.has('migrateToLatest');
}

async function waysUp(file: string): Promise<ReadonlySet<string>> {
  const program = await parseSource(file, await readFile(file, 'utf8').catch(() => ''));
  const found = new Set<string>();
  for (const node of program === null ? [] : walk(program)) {
    const callee = node.type === 'CallExpression' ? asNode(node.callee) : null;
    const method = callee?.type === 'MemberExpression' ? nameOf(callee.property) : null;
    if (method !== null && /^migrate(ToLatest|Up|To)$/.test(method)) found.add(method);
  }
  return found;
}
