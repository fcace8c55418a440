import { existsSync } from 'node:fs';
import path from 'node:path';
import { migrationFolder } from '../migration-folder.ts';
import type { Migrations, Project } from '../tool.ts';
import { mikroOrmConfig } from './mikro-orm-config.ts';

/** One folder, the sources where there are some, sorted by name; the ledger has the names without endings. */
export async function migrations(project: Project): Promise<Migrations> {
  const { folder, sources } = await mikroOrmConfig(project, process.env);
  const places = [sources, folder].flatMap((one) =>
    one === null ? [] : path.resolve(project.directory, one),
  );
  const place = places.find((one) => existsSync(one)) ?? project.directory;
  const sees = (name: string) => /\.([cm]?[jt]s)$/.test(name) && !/\.d\.[cm]?ts$/.test(name);
  const { names, ignored } = await migrationFolder(place, sees);
  return {
    files: names
      .filter((name) => !name.startsWith('.'))
      .map((name) => ({ name: name.replace(/\.[a-z]+$/, ''), path: path.join(place, name) })),
    ignored,
  };
}
