import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { SourceChange } from './source-change.ts';

/**
 * Writes all changes, or none: every file is written beside the one that it replaces before the first one is replaced,
 * and what was replaced is put back where a later one cannot be.
 *
 * @throws PgmendError `file-changed` where a file is no longer what was read, `cannot-write`
 */
export async function writeChanges(changes: readonly SourceChange[]): Promise<void> {
  const beside = (one: SourceChange) => `${one.path}.pgmend-${process.pid}`;
  const replaced: SourceChange[] = [];
  try {
    for (const change of changes) {
      const now = await readFile(change.path, 'utf8').catch(() => '');
      if (now !== change.before) {
        throw new PgmendError(
          'file-changed',
          `${change.path} has changed since it was read.`,
          'Nothing was written. Run pgmend patch again.',
        );
      }
      await writeFile(beside(change), change.after, { flag: 'wx' });
      if (change.before !== '') await chmod(beside(change), (await stat(change.path)).mode);
    }
    for (const change of changes) {
      await rename(beside(change), change.path);
      replaced.push(change);
    }
  } catch (error) {
    for (const { path, before } of replaced) {
      await (before === '' ? rm(path, { force: true }) : writeFile(path, before)).catch(() => {});
    }
    if (error instanceof PgmendError) throw error;
    throw new PgmendError(
      'cannot-write',
      `A file could not be written: ${error instanceof Error ? error.message : String(error)}.`,
      'Nothing was changed. Check who may write there.',
      1,
      { cause: error },
    );
  } finally {
    for (const change of changes) await rm(beside(change), { force: true }).catch(() => {});
  }
}
