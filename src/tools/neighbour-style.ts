import { readFile } from 'node:fs/promises';
import { type MigrationStyle, styleOf } from './migration-style.ts';
import type { MigrationFile } from './tool.ts';

/** The style of the migration that a new one comes before, or of the last one; of the new one's own ending without any. */
export async function neighbourStyle(
  files: readonly MigrationFile[],
  before: string | null,
  name: string,
): Promise<MigrationStyle> {
  const neighbour = files.find((one) => one.name === before) ?? files.at(-1);
  const text =
    neighbour === undefined ? '' : await readFile(neighbour.path, 'utf8').catch(() => '');
  const style = styleOf(text, name);
  // A file that ends so is read as a module, whatever its neighbours are.
  const isModule = /\.m[jt]s$/.test(name);
  return isModule && style.module === 'commonjs' ? { ...style, module: 'named-exports' } : style;
}
