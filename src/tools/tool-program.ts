import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PgmendError } from '../postgres/pgmend-error.ts';

/**
 * The program that a package of the project brings, for Node to run by itself: no npx, no package script and no shell in
 * between, which could do anything else.
 *
 * @param program as the package's `bin` calls it
 * @throws PgmendError `replay-not-possible`
 */
export function programOf(directory: string, name: string, program: string): string {
  for (let here = path.resolve(directory); ; here = path.dirname(here)) {
    const folder = path.join(here, 'node_modules', ...name.split('/'));
    const bin = binOf(path.join(folder, 'package.json'));
    const file = typeof bin === 'string' ? bin : bin?.[program];
    if (file !== undefined) return path.join(folder, file);
    if (here === path.dirname(here)) break;
  }
  throw new PgmendError(
    'replay-not-possible',
    `${name} is not installed in ${directory}, and a replay runs the project's own.`,
    'Install the project’s dependencies (`npm ci`) and try again.',
  );
}

function binOf(file: string): string | Readonly<Record<string, string>> | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { bin?: string }).bin;
  } catch {
    return undefined;
  }
}
