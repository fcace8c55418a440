import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import spawn from 'cross-spawn';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Target } from '../postgres/target.ts';

/** What a command of the demonstration printed, and how it ended. */
export interface CommandResult {
  readonly exitCode: number;
  /** stdout and stderr in the order in which they came. */
  readonly output: string;
}

/**
 * The example platform's folder, beside the built program or the sources.
 *
 * @throws PgmendError `demo-not-here` where pgmend was installed without it
 */
export function platformFolder(): string {
  for (const up of ['..', '../..']) {
    const url = new URL(`${up}/examples/social-platform/backend/`, import.meta.url);
    const folder = fileURLToPath(url);
    if (existsSync(path.join(folder, '.sequelizerc'))) return folder;
  }
  throw new PgmendError(
    'demo-not-here',
    'The demonstration needs the example platform, which is not part of the installed package.',
    'Clone the repository of pgmend and run there: npm ci && npm run demo',
  );
}

/**
 * The built program of pgmend.
 *
 * @throws PgmendError `not-built`
 */
export function pgmendProgram(): string {
  for (const place of ['./cli.js', '../../dist/cli.js']) {
    const file = fileURLToPath(new URL(place, import.meta.url));
    if (existsSync(file)) return file;
  }
  throw new PgmendError('not-built', 'pgmend is not built.', 'Build it first: npm run build');
}

/** The environment in which the platform finds this database, and no other. */
export function platformEnvironment(target: Target): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PG[A-Z]+|DB_[A-Z]+|DATABASE_URL|NODE_ENV|FORCE_COLOR)$/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'development',
    // Set and empty, so that a .env file of the platform does not name another.
    DATABASE_URL: '',
    DB_HOST: target.host,
    DB_PORT: String(target.port),
    DB_USER: target.user,
    DB_PASSWORD: target.password ?? '',
    DB_NAME: target.database,
  };
}

/** Runs a command in the platform's folder; `onLine` gets each line as it comes. */
export function runInPlatform(
  words: readonly [string, ...string[]],
  target: Target,
  onLine: (line: string) => void,
): Promise<CommandResult> {
  const [command, ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: platformFolder(),
      env: platformEnvironment(target),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const ends = [child.stdout, child.stderr].map((stream) => {
      let line = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const lines = `${line}${text}`.split('\n');
        line = lines.pop() ?? '';
        for (const whole of lines) onLine(whole.replace(/\r$/, ''));
      });
      return () => {
        if (line !== '') onLine(line);
      };
    });
    child.once('error', (error) => {
      reject(
        new PgmendError(
          'command-not-found',
          `${command} could not be started: ${error.message}.`,
          'Check that Node.js with npm is installed.',
          2,
          { cause: error },
        ),
      );
    });
    child.once('close', (code) => {
      for (const end of ends) end();
      resolve({ exitCode: code ?? 1, output });
    });
  });
}
