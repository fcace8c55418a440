import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { byName } from './by-name.ts';

/** What a folder of migrations holds. */
export interface MigrationFolder {
  /** Base names of the files that the tool sees, by plain comparison of strings. */
  readonly names: readonly string[];
  /** Absolute paths of files that look like migrations and that it does not see. */
  readonly ignored: readonly string[];
}

const lookAlike = /\.([cm]?[jt]s|sql)(\.\w+)?$/;

/** @param sees the names of migrations in this tool's eyes */
export async function migrationFolder(
  folder: string,
  sees: (name: string) => boolean,
): Promise<MigrationFolder> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  return {
    names: files.filter(sees).sort(byName),
    ignored: files
      .filter((name) => !sees(name) && lookAlike.test(name) && !name.endsWith('.d.ts'))
      .map((name) => path.join(folder, name))
      .sort(byName),
  };
}
