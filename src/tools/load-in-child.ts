import { fork } from 'node:child_process';
import path from 'node:path';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Environment } from './tool.ts';

/** Milliseconds. A configuration may fetch its secrets from somewhere. */
const timeLimit = 15_000;

interface Answer {
  readonly value?: unknown;
  readonly failure?: string;
}

/**
 * Runs a script of ours that loads one of the project's files, in a process of its own, in the project's directory and
 * with `env`, so that the file's side effects and exits do not hurt.
 *
 * @param script absolute; answers once, `{ value }` or `{ failure }`, by `process.send`
 * @param args the file, then what the script wants besides it
 * @throws PgmendError `config-unreadable`
 */
export function loadInChild(
  script: string,
  args: readonly [string, ...string[]],
  directory: string,
  env: Environment,
): Promise<unknown> {
  const file = path.relative(directory, args[0]) || args[0];
  return new Promise((resolve, reject) => {
    const child = fork(script, [...args], {
      cwd: directory,
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(unreadable(file, `it did not answer within ${timeLimit / 1000} s`));
    }, timeLimit);
    child.once('message', (answer: Answer) => {
      if (answer.failure === undefined) resolve(answer.value);
      else reject(unreadable(file, answer.failure));
    });
    child.once('error', (error) => reject(unreadable(file, error.message)));
    child.once('close', (code) => {
      clearTimeout(timer);
      // After an answer this changes nothing.
      reject(unreadable(file, `it ended the process that loaded it (exit ${code})`));
    });
  });
}

function unreadable(file: string, why: string): PgmendError {
  return new PgmendError(
    'config-unreadable',
    `${file} cannot be loaded: ${why}.`,
    'Correct it, or name the database with --url or DATABASE_URL.',
  );
}
