import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** A new database's directory, packed, kept between runs. */
export interface PreparedDirectory {
  /** null where there is none yet, or where it cannot be read. */
  read(): Promise<Blob | null>;
  /** Never throws: without it the next start is slow again, and nothing else. */
  write(packed: Blob): Promise<void>;
  forget(): Promise<void>;
}

/**
 * Making a new database takes the embedded server several seconds, unpacking one that is made already a fraction of
 * that. It is kept in the user's folder for caches, by the embedded server's version; `PGMEND_CACHE` names another.
 */
export function preparedDirectory(version: string): PreparedDirectory {
  const folder = process.env.PGMEND_CACHE ?? path.join(cacheFolder(), 'pgmend');
  const file = path.join(folder, `embedded-${version}.tar.gz`);
  return {
    async read() {
      const bytes = await readFile(file).catch(() => null);
      return bytes === null
        ? null
        : new Blob([new Uint8Array(bytes)], { type: 'application/x-gzip' });
    },
    async write(packed) {
      const unfinished = `${file}.${process.pid}`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(unfinished, new Uint8Array(await packed.arrayBuffer()), { mode: 0o600 });
        // Whole or not at all, whoever else writes it at this moment.
        await rename(unfinished, file);
      } catch {
        await rm(unfinished, { force: true }).catch(() => {});
      }
    },
    forget: () => rm(file, { force: true }).catch(() => {}),
  };
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32' && LOCALAPPDATA !== undefined) return LOCALAPPDATA;
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches');
  return XDG_CACHE_HOME || path.join(homedir(), '.cache');
}
