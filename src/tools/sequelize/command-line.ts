import { readFileSync } from 'node:fs';
import path from 'node:path';

const program = /(^|[\\/])sequelize(-cli)?(\.cmd|\.ps1)?$/i;
const runners = /^(npm|pnpm|yarn|bun)(\.cmd|\.exe)?$/i;

/** `npx sequelize-cli db:migrate`, a path to its program, or a package script whose text calls it. */
export function recognises(command: readonly string[], directory: string): boolean {
  if (command.some(isProgram)) return true;
  const script = runners.test(path.basename(command[0] ?? ''))
    ? scriptText(command, directory)
    : '';
  return script.split(/[\s;&|"']+/).some(isProgram);
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
  const words = command.some(isProgram)
    ? command
    : [...scriptText(command, directory).split(/\s+/), ...command.slice(1)];
  return words.slice(words.findIndex(isProgram) + 1);
}

function isProgram(word: string): boolean {
  // A word may be a whole line for a shell: sh -c "cd backend && npx sequelize-cli db:migrate".
  return word.includes(' ') ? word.split(/[\s;&|]+/).some(isProgram) : program.test(word);
}

function scriptText(command: readonly string[], directory: string): string {
  const scripts = scriptsAbove(directory);
  const name = command.slice(1).find((word) => Object.hasOwn(scripts, word));
  return name === undefined ? '' : (scripts[name] ?? '');
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
