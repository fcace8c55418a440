import { existsSync } from 'node:fs';
import path from 'node:path';

const endings = ['ts', 'js', 'cjs', 'mjs', 'mts', 'cts', 'json'];

/** The first of these files that is there, absolute; a name without an ending stands for all of a module's. */
export function firstFile(directory: string, names: readonly string[]): string | null {
  for (const name of names) {
    const wanted = /\.[a-z]+$/.test(path.basename(name).replace(/\.config$/, ''))
      ? [name]
      : endings.map((ending) => `${name}.${ending}`);
    for (const one of wanted) {
      const file = path.resolve(directory, one);
      if (existsSync(file)) return file;
    }
  }
  return null;
}
