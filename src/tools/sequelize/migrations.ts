import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { byName } from '../by-name.ts';
import type { Migrations, Project } from '../tool.ts';

/** sequelize-cli's own pattern (lib/core/migrator.js). */
const seen = /^(?!.*\.d\.ts$).*\.(cjs|js|cts|ts)$/;
/** What a person may have meant as a migration. */
const lookAlike = /\.(mjs|mts|sql)$|\.(cjs|js|cts|ts)\.\w+$/;

/**
 * The migration files as sequelize-cli sees them: one folder, no subfolders, sorted by plain comparison of strings
 * (upper case before lower, digits before letters).
 */
export async function migrations(project: Project): Promise<Migrations> {
  const { migrations: folder = project.directory } = project.settings;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const below = await Promise.all(
    folders.map(async (name) => {
      const names = await readdir(path.join(folder, name)).catch(() => []);
      return names.filter((file) => seen.test(file)).map((file) => path.join(folder, name, file));
    }),
  );
  return {
    files: files
      .filter((name) => seen.test(name))
      .sort(byName)
      .map((name) => ({ name, path: path.join(folder, name) })),
    ignored: [
      ...files.filter((name) => lookAlike.test(name)).map((name) => path.join(folder, name)),
      ...below.flat(),
    ].sort(byName),
  };
}
