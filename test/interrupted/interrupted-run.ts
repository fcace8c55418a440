import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Target } from '../../src/postgres/target.ts';
import { builtCommand } from '../built-command.ts';
import { targetEnvironment } from '../target-environment.ts';

const root = join(import.meta.dirname, '..', '..');
const sender = join(root, 'test', 'cases', 'send.mjs');

export interface InterruptedRun {
  /** Everything that pgmend said. */
  readonly said: string;
  readonly code: number | null;
  readonly interrupted: boolean;
}

/**
 * Runs `pgmend run --yes --verbose` over a file of SQL, and calls `interrupt` once, as soon as pgmend says `line`.
 * Ends when pgmend has ended.
 */
export function interruptedRun(
  target: Target,
  sqlFile: string,
  line: string,
  interrupt: (pgmend: ChildProcess) => void,
): Promise<InterruptedRun> {
  const child = spawn(
    process.execPath,
    [
      ...builtCommand.slice(1),
      'run',
      '--yes',
      '--verbose',
      '--',
      process.execPath,
      sender,
      sqlFile,
    ],
    {
      cwd: import.meta.dirname,
      env: targetEnvironment(target),
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  let interrupted = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (interrupted || !said.includes(line)) return;
    interrupted = true;
    interrupt(child);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Not `close`: the command outlives a pgmend that was killed, and holds the pipe.
    child.once('exit', (code) => resolve({ said, code, interrupted }));
  });
}
