import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversFolder } from './installed.ts';

interface RunDirectory {
  readonly folder: string;
  readonly nextName: () => string;
}

let current: RunDirectory | null = null;

/**
 * The folder of this process's servers, made at first use. A watchdog stops them and removes the folder
 * when this process ends, also when it is killed.
 */
export function runDirectory(): RunDirectory {
  current ??= createRunDirectory();
  return current;
}

function createRunDirectory(): RunDirectory {
  const folder = mkdtempSync(join(tmpdir(), 'pgmend-'));
  // The server's user has to pass through; the data directories below are closed to others.
  chmodSync(folder, 0o755);
  const watchdog = spawn(process.execPath, [join(serversFolder, 'watchdog.mjs'), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  // A pipe of a child is a socket that would keep this process alive.
  if (watchdog.stdin !== null && 'unref' in watchdog.stdin) {
    (watchdog.stdin as unknown as { unref(): void }).unref();
  }
  let count = 0;
  return {
    folder,
    nextName: () => {
      count += 1;
      return `data-${count}`;
    },
  };
}
