import path from 'node:path';
import { byName } from '../by-name.ts';
import { migrationFolder } from '../migration-folder.ts';
import type { Migrations, Project } from '../tool.ts';
import { knexConfig, usualEndings } from './knex-config.ts';

/** The files of all folders, sorted together by their names unless the configuration sorts each folder by itself. */
export async function migrations(project: Project): Promise<Migrations> {
  const config = await knexConfig(project, process.env);
  const base = path.dirname(project.settings.config ?? project.directory);
  const endings = config.endings ?? usualEndings;
  const sees = (name: string) => endings.includes(path.extname(name)) && !name.endsWith('.d.ts');
  const folders = await Promise.all(
    config.directories.map(async (directory) => {
      const folder = path.resolve(base, directory);
      const { names, ignored } = await migrationFolder(folder, sees);
      return { files: names.map((name) => ({ name, path: path.join(folder, name) })), ignored };
    }),
  );
  const files = folders.flatMap((one) => one.files);
  return {
    files: config.separately ? files : files.sort((one, other) => byName(one.name, other.name)),
    ignored: folders.flatMap((one) => one.ignored),
  };
}
