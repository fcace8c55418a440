import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Target } from '../../src/postgres/target.ts';

const built = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** Milliseconds after which a command counts as hanging. */
const patience = 90_000;

export interface Ended {
  /** null: it hung and was ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command against a database that PG* name. */
export function runPgmend(target: Target, args: readonly string[]): Promise<Ended> {
  return runNode(target, [built, ...args]);
}

/** Runs `node ARGS` with the database in PG*, nobody at a terminal. */
export function runNode(target: Target, args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [...args], {
    cwd: import.meta.dirname,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NO_COLOR: '1',
      PGHOST: target.host,
      PGPORT: String(target.port),
      PGUSER: target.user,
      PGDATABASE: target.database,
      ...(target.password === null ? {} : { PGPASSWORD: target.password }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    killSignal: 'SIGKILL',
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
