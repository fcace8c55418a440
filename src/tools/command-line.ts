import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandDirectory, isPackageRunner } from './command-directory.ts';

/** Scripts may call scripts, and one may call itself. */
const deepest = 5;

/** What the command lines of one tool say. */
export interface ToolCommand {
  /** Its program, a path to it, or a package script whose text calls it. */
  recognises(command: readonly string[], directory: string): boolean;
  /** The words after the program's own name, in the package script where the command is one. */
  ownArguments(command: readonly string[], directory: string): readonly string[];
  /** A variable that is set before the program's name, as in `cross-env NODE_ENV=production knex …`; null without. */
  assigned(command: readonly string[], directory: string, variable: string): string | null;
}

/** @param name the program's names, as a pattern: `sequelize(-cli)?` */
export function toolCommand(name: string): ToolCommand {
  const program = new RegExp(`(^|[\\\\/])${name}(\\.cmd|\\.ps1)?$`, 'i');
  const isProgram = (word: string): boolean =>
    // A word may be a whole line for a shell: sh -c "cd backend && npx sequelize-cli db:migrate".
    word.includes(' ') ? word.split(/[\s;&|]+/).some(isProgram) : program.test(word);
  const wordsOf = (command: readonly string[], directory: string) =>
    programWords(command, directory, isProgram);
  return {
    recognises: (command, directory) => wordsOf(command, directory).some(isProgram),
    ownArguments(command, directory) {
      const words = wordsOf(command, directory);
      return words.slice(words.findIndex(isProgram) + 1);
    },
    assigned(command, directory, variable) {
      const words = wordsOf(command, directory);
      const before = words.slice(0, Math.max(0, words.findIndex(isProgram)));
      const found = before.findLast((word) => word.startsWith(`${variable}=`));
      return found?.slice(variable.length + 1) ?? null;
    },
  };
}

/** An option of a command line, `--env production`, `--env=production` or `-e production`; null when it is not given. */
export function optionOf(command: readonly string[], name: string, short?: string): string | null {
  for (const [index, word] of command.entries()) {
    if (word === `--${name}` || (short !== undefined && word === `-${short}`))
      return command[index + 1] ?? null;
    for (const start of [`--${name}=`, ...(short === undefined ? [] : [`-${short}=`])]) {
      if (word.startsWith(start)) return word.slice(start.length);
    }
  }
  return null;
}

/** The command, or the words of the package script that it runs with what is added to them. */
function programWords(
  command: readonly string[],
  directory: string,
  isProgram: (word: string) => boolean,
  depth = 0,
): readonly string[] {
  const runsScript = isPackageRunner(command[0]) && !/npx(\.cmd)?$/i.test(command[0] ?? '');
  if (command.some(isProgram) || !runsScript || depth > deepest) return command;
  const place = commandDirectory(command, directory);
  const scripts = scriptsAbove(place);
  const name = command.slice(1).find((word) => Object.hasOwn(scripts, word));
  if (name === undefined) return command;
  const added = command.slice(command.indexOf(name) + 1).filter((word) => word !== '--');
  for (const line of (scripts[name] ?? '').split(/&&|\|\||[;|&]/)) {
    const words = [...line.split(/[\s"']+/).filter((word) => word !== ''), ...added];
    const inner = programWords(words, place, isProgram, depth + 1);
    if (inner.some(isProgram)) return inner;
  }
  return command;
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
