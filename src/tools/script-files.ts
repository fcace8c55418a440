import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** More are not looked into: it is only to tell a place. */
const most = 400;
/** Flyway's folder in a Maven project is the fifth. */
const deepest = 6;

/**
 * The scripts that a command names, then the SQL files and the migrations in Python and Ruby below the directory in which
 * it runs, in the order of their names.
 */
export async function scriptFiles(
  command: readonly string[],
  directory: string,
): Promise<readonly string[]> {
  const named = command
    .map((word) => /([^=]+\.(sql|[cm]?[jt]s))$/i.exec(word)?.[1])
    .filter((word) => word !== undefined)
    .map((word) => path.resolve(directory, word));
  const below: string[] = [];
  await collect(directory, deepest, below);
  return [...new Set([...named, ...below])];
}

async function collect(folder: string, levels: number, found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sorted = entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of sorted) {
    if (found.length >= most) return;
    const file = path.join(folder, entry.name);
    const within = path.basename(folder);
    const isMigration =
      (/^(migrations|versions)$/.test(within) && entry.name.endsWith('.py')) ||
      (/migrate$/.test(within) && entry.name.endsWith('.rb'));
    if (entry.isFile() && (isMigration || /\.sql$/i.test(entry.name))) found.push(file);
    const isOwn = !entry.name.startsWith('.') && entry.name !== 'node_modules';
    if (entry.isDirectory() && isOwn && levels > 0) await collect(file, levels - 1, found);
  }
}
