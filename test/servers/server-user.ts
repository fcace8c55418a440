import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, lchownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Who runs the server: PostgreSQL refuses root. Empty where we are a normal user already. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * `nobody` when we are root, otherwise ourselves. It has to be a user that the system knows: initdb looks
 * its own name up and fails for a bare number.
 */
export function findServerUser(): ServerUser {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Gives a folder with everything in it to the server's user. */
export function giveTo(user: ServerUser, path: string): void {
  if (user.uid === undefined || user.gid === undefined) return;
  lchownSync(path, user.uid, user.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) giveTo(user, child);
    else lchownSync(child, user.uid, user.gid);
  }
}

/**
 * The binaries' folder as the server's user can run them: where they are, or a copy at `copyTo` when the
 * checkout is closed to that user (a home directory of root's, for one).
 */
export function runnableBinaries(native: string, user: ServerUser, copyTo: string): string {
  if (user.uid === undefined || runs(native, user)) return native;
  if (!existsSync(copyTo)) cpSync(native, copyTo, { recursive: true, verbatimSymlinks: true });
  return copyTo;
}

function runs(native: string, user: ServerUser): boolean {
  const { status } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  return status === 0;
}
