import path from 'node:path';
import { migrationFolder } from '../migration-folder.ts';
import type { Migrations, Project } from '../tool.ts';

/** As FileMigrationProvider sees them; the Migrator sorts them by localeCompare, and records them without endings. */
export async function migrations(project: Project): Promise<Migrations> {
  const { migrations: folder = project.directory } = project.settings;
  const sees = (name: string) => /\.[cm]?[jt]s$/.test(name) && !/\.d\.[cm]?ts$/.test(name);
  const { names, ignored } = await migrationFolder(folder, sees);
  const files = names.map((name) => ({
    name: name.replace(/\.[a-z]+$/, ''),
    path: path.join(folder, name),
  }));
  return { files: files.sort((one, other) => one.name.localeCompare(other.name)), ignored };
}
