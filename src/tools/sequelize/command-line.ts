import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandDirectory, isPackageRunner } from '../command-directory.ts';

const program = /(^|[\\/])sequelize(-cli)?(\.cmd|\.ps1)?$/i;
/** Scripts may call scripts, and one may call itself. */
const deepest = 5;

/** `npx sequelize-cli db:migrate`, a path to its program, or a package script whose text calls it. */
export function recognises(command: readonly string[], directory: string): boolean {
  return programWords(command, directory).some(isProgram);
}

/** An option of the command line, `--env production` or `--env=production`; null when it is not given. */
export function optionOf(command: readonly string[], name: string): string | null {
  for (const [index, word] of command.entries()) {
    if (word === `--${name}`) return command[index + 1] ?? null;
    if (word.startsWith(`--${name}=`)) return word.slice(name.length + 3);
  }
  return null;
}

/** The words after the program's own name, in the package script where the command is one. */
export function ownArguments(command: readonly string[], directory: string): readonly string[] {
  const words = programWords(command, directory);
  return words.slice(words.findIndex(isProgram) + 1);
}

/** The NODE_ENV that is set before the program's name, as in `cross-env NODE_ENV=production sequelize-cli …`. */
export function assignedEnvironment(command: readonly string[], directory: string): string | null {
  const words = programWords(command, directory);
  const assigned = words.slice(0, Math.max(0, words.findIndex(isProgram)));
  return assigned.findLast((word) => word.startsWith('NODE_ENV='))?.slice(9) ?? null;
}

/** The command, or the words of the package script that it runs with what is added to them. */
function programWords(command: readonly string[], directory: string, depth = 0): readonly string[] {
  const runsScript = isPackageRunner(command[0]) && !/npx(\.cmd)?$/i.test(command[0] ?? '');
  if (command.some(isProgram) || !runsScript || depth > deepest) return command;
  const place = commandDirectory(command, directory);
  const scripts = scriptsAbove(place);
  const name = command.slice(1).find((word) => Object.hasOwn(scripts, word));
  if (name === undefined) return command;
  const added = command.slice(command.indexOf(name) + 1).filter((word) => word !== '--');
  for (const line of (scripts[name] ?? '').split(/&&|\|\||[;|&]/)) {
    const words = [...line.split(/[\s"']+/).filter((word) => word !== ''), ...added];
    const inner = programWords(words, place, depth + 1);
    if (inner.some(isProgram)) return inner;
  }
  return command;
}

function isProgram(word: string): boolean {
  // A word may be a whole line for a shell: sh -c "cd backend && npx sequelize-cli db:migrate".
  return word.includes(' ') ? word.split(/[\s;&|]+/).some(isProgram) : program.test(word);
}

function scriptsAbove(directory: string): Readonly<Record<string, string>> {
  for (let here = path.resolve(directory); ; here = path.dirname(here)) {
    try {
      const text = readFileSync(path.join(here, 'package.json'), 'utf8');
      return (JSON.parse(text) as { scripts?: Record<string, string> }).scripts ?? {};
    } catch {
      if (here === path.dirname(here)) return {};
    }
  }
}
