import { constants } from 'node:os';
import spawn from 'cross-spawn';
import { PgmendError } from '../postgres/pgmend-error.ts';

export interface CommandToRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** stdout of the command: its own, or stderr while stdout is kept for JSON. */
  readonly stdout: 'inherit' | 'stderr';
}

/** Signals that somebody sends to pgmend and that are meant for the command. */
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Runs the command with its own stdin, stdout and stderr until it ends. Ctrl-C reaches it from the terminal itself
 * and must not end pgmend before it; other signals are handed on.
 *
 * @returns its exit code; 128 + n when signal n ended it, as shells count
 * @throws PgmendError `command-not-found`, `command-not-executable`
 */
export function runCommand(run: CommandToRun): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(run.command, [...run.args], {
      stdio: ['inherit', run.stdout === 'stderr' ? 2 : 'inherit', 'inherit'],
      env: { ...run.env },
    });
    const stay = () => {};
    process.on('SIGINT', stay);
    const handlers = forwarded.map((signal) => {
      const hand = () => void child.kill(signal);
      process.on(signal, hand);
      return { signal, hand };
    });
    const done = () => {
      process.off('SIGINT', stay);
      for (const { signal, hand } of handlers) process.off(signal, hand);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      done();
      reject(cannotStart(run.command, error));
    });
    child.on('close', (code, signal) => {
      done();
      resolve(code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0)));
    });
  });
}

function cannotStart(command: string, error: NodeJS.ErrnoException): PgmendError {
  if (error.code === 'ENOENT') {
    return new PgmendError(
      'command-not-found',
      `The command ${command} was not found.`,
      'Check its name; a tool of the project itself is started with npx: pgmend run -- npx TOOL …',
      2,
      { cause: error },
    );
  }
  return new PgmendError(
    'command-not-executable',
    `The command ${command} could not be started: ${error.message}.`,
    'Check that it can be executed by this user.',
    2,
    { cause: error },
  );
}
