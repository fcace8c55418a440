import { type ChildProcess, spawn } from 'node:child_process';
import type { Target } from '../../src/postgres/target.ts';
import { builtCommand } from '../built-command.ts';
import { targetEnvironment } from '../target-environment.ts';

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
  const child = spawn(process.execPath, [...builtCommand.slice(1), ...args], {
    cwd: import.meta.dirname,
    env: targetEnvironment(target),
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
