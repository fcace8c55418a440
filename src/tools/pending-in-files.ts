import { readFile } from 'node:fs/promises';
import type { PendingTable } from '../diagnose/put-off-key.ts';
import { toolCommand } from './command-line.ts';
import { lineAndColumn } from './line-and-column.ts';
import { pathIn } from './path-in.ts';
import { tablesMadeIn } from './tables-made.ts';
import type { Migrations, Project, Tool } from './tool.ts';

/** The command by which a tool runs every migration that is still to run. */
export interface RunsAll {
  /** The program's names, as a pattern. */
  readonly program: string;
  /** The words that it begins with: `migrate deploy`. */
  readonly words: readonly string[];
  /** A word behind them that lets it stop before the last one. */
  readonly limit: RegExp;
}

/** The tables that a tool's pending files make, by their SQL and by the calls that say so. */
export function pendingInFiles(
  migrations: (project: Project) => Promise<Migrations>,
  runsAll: RunsAll | ((command: readonly string[], directory: string) => Promise<boolean>),
): Pick<Tool, 'pendingTables'> {
  const isMeant = typeof runsAll === 'function' ? runsAll : commandThat(runsAll);
  return {
    async pendingTables(project, { command, directory, applied }) {
      if (command !== null && !(await isMeant(command, directory))) return [];
      const { files } = await migrations(project);
      const found: PendingTable[] = [];
      for (const file of files.filter((one) => !applied.includes(one.name))) {
        const text = await readFile(file.path, 'utf8').catch(() => '');
        const relative = pathIn(project.directory, file.path);
        for (const { schema, name, offset } of await tablesMadeIn(file.path, text)) {
          found.push({ schema, name, place: `${relative}:${lineAndColumn(text, offset).line}` });
        }
      }
      return found;
    },
  };
}

function commandThat({ program, words, limit }: RunsAll) {
  const { recognises, ownArguments } = toolCommand(program);
  return async (command: readonly string[], directory: string): Promise<boolean> => {
    if (!recognises(command, directory)) return false;
    const given = ownArguments(command, directory);
    // Options may stand before the verb.
    const from = words.length === 0 ? 0 : given.indexOf(words[0] ?? '');
    const isVerb = from >= 0 && words.every((word, at) => given[from + at] === word);
    return isVerb && !given.slice(from + words.length).some((word) => limit.test(word));
  };
}
