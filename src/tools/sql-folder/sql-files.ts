import path from 'node:path';
import { byName } from '../by-name.ts';
import { globFiles } from '../glob-files.ts';
import { migrationFolder } from '../migration-folder.ts';
import { byVersion, type SqlFile, type SqlFolder } from './sql-folder.ts';

/** The files of a folder in the tool's order, and what lies beside them and never runs. */
export async function sqlFiles(
  own: SqlFolder,
  folder: string,
): Promise<{ readonly files: readonly SqlFile[]; readonly ignored: readonly string[] }> {
  const { names, ignored } = await migrationFolder(folder, (name) => own.version(name) !== null);
  const paths = own.deep
    ? await globFiles(folder, '**/*.sql')
    : names.map((name) => path.join(folder, name));
  const files = paths.flatMap((file): SqlFile[] => {
    const name = path.basename(file);
    const version = own.version(name);
    return version === null ? [] : [{ name, path: file, version }];
  });
  return {
    files: files.sort(
      (one, other) => byVersion(one.version, other.version) || byName(one.name, other.name),
    ),
    // The way back has files of its own, which are no forgotten ones.
    ignored: ignored.filter((file) => !/\.down\.sql$|(^|[\\/])U[\d._]+__/.test(file)),
  };
}
