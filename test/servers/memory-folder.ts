import { accessSync, constants, readFileSync, statfsSync } from 'node:fs';

/** Where Linux keeps files in memory. */
const place = '/dev/shm';
/** Bytes that the servers and projects of a whole run need, with room to spare. */
const enough = 6 * 2 ** 30;

/**
 * A folder in memory with room for the servers of a test run, or null: a new database is 300 files, which take thirty
 * times as long on some disks.
 *
 * @see https://man7.org/linux/man-pages/man5/tmpfs.5.html
 */
export function memoryFolder(): string | null {
  try {
    accessSync(place, constants.W_OK);
    const { bavail, bsize } = statfsSync(place);
    if (bavail * bsize < enough) return null;
    // Programs are started from there too.
    const [, options] =
      readFileSync('/proc/mounts', 'utf8').match(/^\S+ \/dev\/shm tmpfs (\S+)/m) ?? [];
    return options === undefined || options.split(',').includes('noexec') ? null : place;
  } catch {
    return null;
  }
}
