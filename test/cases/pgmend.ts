import { spawn } from 'node:child_process';
import type { Target } from '../../src/postgres/target.ts';
import { builtCommand } from '../built-command.ts';
import { targetEnvironment } from '../target-environment.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command against a database that PG* name, with nobody at a terminal. */
export function pgmend(target: Target, args: readonly string[]): Promise<Ended> {
  return node(target, [...builtCommand.slice(1), ...args]);
}

/** Runs `node ARGS` with the database in PG*. */
export function node(target: Target, args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: import.meta.dirname,
    env: targetEnvironment(target),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
}
