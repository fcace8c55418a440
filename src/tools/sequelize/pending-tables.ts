import { readFile } from 'node:fs/promises';
import type { PendingTable } from '../../diagnose/put-off-key.ts';
import { optionOf } from '../command-line.ts';
import { lineAndColumn } from '../line-and-column.ts';
import { pathIn } from '../path-in.ts';
import { parseSource } from '../syntax.ts';
import type { MigrationFile, Project, RunningCommand } from '../tool.ts';
import { ownArguments, recognises } from './command-line.ts';
import { madeTables } from './made-tables.ts';
import { migrations } from './migrations.ts';

/**
 * The tables that migrations make which `db:migrate` has still to run: those that are not in the ledger, and not beyond
 * what its `--to` or `--name` says. The migration that is running is one of them.
 */
export async function pendingTables(
  project: Project,
  { command, directory, applied }: RunningCommand,
): Promise<readonly PendingTable[]> {
  const words =
    command === null
      ? ['db:migrate']
      : recognises(command, directory)
        ? ownArguments(command, directory)
        : [];
  if (!words.includes('db:migrate')) return [];
  const { files } = await migrations(project);
  const done = new Set(applied);
  const found: PendingTable[] = [];
  for (const { path: file } of asked(files, words).filter((one) => !done.has(one.name))) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const program = await parseSource(file, text);
    const relative = pathIn(project.directory, file);
    for (const { schema, name, offset } of program === null ? [] : await madeTables(program)) {
      found.push({ schema, name, place: `${relative}:${lineAndColumn(text, offset).line}` });
    }
  }
  return found;
}

function asked(
  files: readonly MigrationFile[],
  words: readonly string[],
): readonly MigrationFile[] {
  const only = optionOf(words, 'name');
  if (only !== null) return files.filter((one) => one.name === only);
  const end = files.findIndex((one) => one.name === optionOf(words, 'to'));
  return end < 0 ? files : files.slice(0, end + 1);
}
