import { existsSync } from 'node:fs';
import path from 'node:path';
import { byName } from '../by-name.ts';
import { globFiles } from '../glob-files.ts';
import { migrationFolder } from '../migration-folder.ts';
import type { Project } from '../tool.ts';
import { byVersion, type SqlFile, type SqlFolder } from './sql-folder.ts';

/** The folders of a project's migrations, absolute. */
export function foldersOf({ settings }: Pick<Project, 'settings'>): readonly string[] {
  return (settings.migrations ?? '').split('\n');
}

/** The files of these folders in the tool's order, and what lies beside them and never runs. */
export async function sqlFiles(
  own: SqlFolder,
  folders: readonly string[],
): Promise<{ readonly files: readonly SqlFile[]; readonly ignored: readonly string[] }> {
  const files = new Map<string, SqlFile>();
  const beside: string[] = [];
  for (const folder of folders) {
    // Most folders that are looked for are not there: to list one takes ten times as long as to see that. Flyway's may be
    // written with wildcards.
    if (!/[*?]/.test(folder) && !existsSync(folder)) continue;
    const { names, ignored } = await migrationFolder(folder, (name) => own.version(name) !== null);
    const paths = own.deep
      ? await globFiles(folder, '**/*.sql')
      : names.map((name) => path.join(folder, name));
    for (const file of paths) {
      const name = path.basename(file);
      const version = own.version(name);
      if (version !== null) files.set(file, { name, path: file, version });
    }
    beside.push(...ignored);
  }
  return {
    files: [...files.values()].sort(
      (one, other) => byVersion(one.version, other.version) || byName(one.name, other.name),
    ),
    // The way back has files of its own, which are no forgotten ones.
    ignored: beside.filter((file) => !/\.down\.sql$|(^|[\\/])U[\d._]+__/.test(file)),
  };
}
