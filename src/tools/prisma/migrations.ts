import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { byName } from '../by-name.ts';
import type { Migrations, Project } from '../tool.ts';

/** A folder with a `migration.sql` for each, sorted by name. */
export async function migrations(project: Project): Promise<Migrations> {
  const { migrations: folder = project.directory } = project.settings;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((one) => one.isDirectory()).map((one) => one.name);
  return {
    files: names
      .sort(byName)
      .map((name) => ({ name, path: path.join(folder, name, 'migration.sql') }))
      .filter((one) => existsSync(one.path)),
    ignored: entries
      .filter((one) => !one.isDirectory() && one.name.endsWith('.sql'))
      .map((one) => path.join(folder, one.name)),
  };
}
