import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Target } from '../../src/postgres/target.ts';

const built = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** A running command, to be killed or waited for. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has said so far, on both streams. */
  said(): string;
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
}

/** Starts the built command with the database in PG*. */
export function startPgmend(target: Target, args: readonly string[]): Running {
  const child = spawn(process.execPath, [built, ...args], {
    cwd: import.meta.dirname,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NO_COLOR: '1',
      PGHOST: target.host,
      PGPORT: String(target.port),
      PGUSER: target.user,
      PGDATABASE: target.database,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
  }
  return {
    child,
    said: () => text,
    ended: new Promise((resolve) => child.once('close', resolve)),
  };
}
