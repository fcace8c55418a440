import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PendingTable } from '../../diagnose/put-off-key.ts';
import type { MigrationFile, Project } from '../tool.ts';
import { madeTables } from './made-tables.ts';
import { migrations } from './migrations.ts';
import { lineAndColumn, parseSource } from './syntax.ts';

/**
 * The tables that migrations make which are still to run: not in the ledger, and not beyond what `--to` or `--name` of
 * the command say. The migration that is running is one of them.
 *
 * @param applied names in the ledger.
 */
export async function pendingTables(
  project: Project,
  applied: readonly string[],
): Promise<readonly PendingTable[]> {
  const { files } = await migrations(project);
  const done = new Set(applied);
  const found: PendingTable[] = [];
  for (const { path: file } of asked(files, project).filter((one) => !done.has(one.name))) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const program = await parseSource(file, text);
    const relative = path.relative(project.directory, file).split(path.sep).join('/');
    for (const { schema, name, offset } of program === null ? [] : await madeTables(program)) {
      found.push({ schema, name, place: `${relative}:${lineAndColumn(text, offset).line}` });
    }
  }
  return found;
}

function asked(
  files: readonly MigrationFile[],
  { settings: { last, only } }: Project,
): readonly MigrationFile[] {
  if (only !== undefined) return files.filter((one) => one.name === only);
  const end = files.findIndex((one) => one.name === last);
  return end < 0 ? files : files.slice(0, end + 1);
}
