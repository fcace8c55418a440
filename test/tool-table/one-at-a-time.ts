import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Does the work while no other process does what has the same lock; the processes that want it wait.
 *
 * @param lock path of a file that is there meanwhile; its folder exists
 */
export function oneAtATime<T>(lock: string, work: () => T): T {
  while (!taken(lock)) {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    Atomics.wait(pause, 0, 0, 100);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function taken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** What a killed process leaves behind is held by nobody. */
function isHeld(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // Between its making and its writing the file is empty.
    return holder === 0 || process.kill(holder, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
