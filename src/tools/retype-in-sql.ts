import { typesInSql } from './declared-in-files.ts';
import { lineAndColumn } from './line-and-column.ts';
import { pathIn } from './path-in.ts';
import type { MigrationFile, Project, Retyping, TypeEdit } from './tool.ts';

/** The places in the SQL of migrations, up to the one that needs it, that give a column another type. */
export async function retypeInSql(
  project: Project,
  files: readonly MigrationFile[],
  retyping: Retyping,
): Promise<TypeEdit[]> {
  const last = files.findIndex((one) => one.name === retyping.upTo);
  const looked = last < 0 ? files : files.slice(0, last + 1);
  return (await typesInSql(looked, retyping))
    .filter(({ type, written }) => (type ?? written.toLowerCase()) !== retyping.newType)
    .map(({ migration, text, offset, end, written }) => ({
      path: migration.path,
      file: pathIn(project.directory, migration.path),
      ...lineAndColumn(text, offset),
      in: 'migration',
      migration: migration.name,
      written,
      edits:
        end === null ? [] : [{ start: offset, end, text: inCaseOf(written, retyping.newType) }],
      byHand: end === null ? 'the SQL there is put together while it runs' : null,
    }));
}

/** A type as its neighbours are written: in capitals, where the old one was. */
export function inCaseOf(written: string, type: string): string {
  return written === written.toUpperCase() ? type.toUpperCase() : type;
}
