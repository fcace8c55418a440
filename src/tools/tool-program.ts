import path from 'node:path';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { installedPackage } from './installed-package.ts';

/**
 * The program that a package of the project brings, for Node to run by itself: no npx, no package script and no shell in
 * between, which could do anything else.
 *
 * @param program as the package's `bin` calls it
 * @throws PgmendError `replay-not-possible`
 */
export function programOf(directory: string, name: string, program: string): string {
  const installed = installedPackage(directory, name);
  const file = typeof installed?.bin === 'string' ? installed.bin : installed?.bin?.[program];
  if (installed !== null && file !== undefined) return path.join(installed.folder, file);
  throw new PgmendError(
    'replay-not-possible',
    `${name} is not installed in ${directory}, and a replay runs the project's own.`,
    'Install the project’s dependencies (`npm ci`) and try again.',
  );
}
