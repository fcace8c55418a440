import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import type { Environment } from '../tool.ts';

/** What pgmend takes from a configuration file, after its functions and promises were called. */
export interface Configuration {
  /** The environment whose part was used; null when the file has no such parts. */
  readonly environment: string | null;
  readonly dialect?: string;
  readonly url?: string;
  /** Name from `use_env_variable`. */
  readonly variable?: string;
  readonly host?: string;
  readonly port?: string;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
  readonly ssl:
    | boolean
    | {
        readonly rejectUnauthorized: boolean;
        readonly ca?: string;
        readonly cert?: string;
        readonly key?: string;
        readonly servername?: string;
        /** It brings its own check of the server's name, which is not taken over. */
        readonly skipsName: boolean;
      };
  readonly ledgerTable?: string;
  readonly ledgerSchema?: string;
  /** `sequelize` (the default), `json` or `none`. */
  readonly ledgerStorage?: string;
}

/** Milliseconds. A configuration may fetch its secrets from somewhere. */
const timeLimit = 15_000;

/**
 * Loads a configuration file in a process of its own, in the project's directory and with `env`, so that its side
 * effects and exits do not hurt.
 *
 * @throws PgmendError `config-unreadable`
 */
export function loadConfiguration(
  file: string,
  environment: string,
  directory: string,
  env: Environment,
): Promise<Configuration> {
  return loadInChild(['config', file, environment], directory, env) as Promise<Configuration>;
}

/**
 * Loads `.sequelizerc` the same way.
 *
 * @throws PgmendError `config-unreadable`
 */
export function loadSettingsFile(
  file: string,
  directory: string,
  env: Environment,
): Promise<Readonly<Record<string, string>>> {
  return loadInChild(['settings', file], directory, env) as Promise<Record<string, string>>;
}

interface Answer {
  readonly value?: unknown;
  readonly failure?: string;
}

function loadInChild(
  args: readonly [string, string, ...string[]],
  directory: string,
  env: Environment,
): Promise<unknown> {
  const file = path.relative(directory, args[1]) || args[1];
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./load-config.cjs', import.meta.url)), [...args], {
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
