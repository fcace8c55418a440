import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Target } from '../../test/servers/start-server.ts';

export const built = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
export const peak = join(import.meta.dirname, '..', 'peak-memory.cjs');

export interface LiveTimes {
  /** Seconds from the first trigger to the last validated key. */
  readonly work: number;
  /** Seconds of the whole command, with looking and planning. */
  readonly command: number;
  readonly phases: readonly string[];
  readonly held: number;
  readonly megabytes: number;
}

/** The built command, as a user calls it; its events say when its work began and ended. */
export async function live(target: Target): Promise<LiveTimes> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--require',
      peak,
      built,
      'fix',
      '--all',
      '--map',
      'sessions.userId=users.public_id',
      '--yes',
      '--live',
      '--cutover',
      'now',
      '--json',
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PGHOST: target.host,
        PGPORT: String(target.port),
        PGUSER: target.user,
        PGDATABASE: target.database,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let begun = 0;
  let held = 0;
  let rest = '';
  let errors = '';
  const phases: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('{"event"')) continue;
      const { event } = JSON.parse(line);
      if (event.kind === 'phase') {
        begun ||= performance.now();
        phases.push(`${event.phase} ${((performance.now() - started) / 1000).toFixed(1)}`);
      }
      if (event.kind === 'cut-over') held = event.held;
    }
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const ended = performance.now();
  if (code !== 0) throw new Error(`pgmend ended with ${code}:\n${errors}`);
  return {
    work: (ended - begun) / 1000,
    command: (ended - started) / 1000,
    phases,
    held,
    megabytes: Number(/peak-memory (\d+)/.exec(errors)?.[1]) / 1024,
  };
}
