import path from 'node:path';

/** A file's path as seen from a folder, with slashes on every platform: for people, and for commands that run there. */
export function pathIn(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}
