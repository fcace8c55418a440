import { fileURLToPath } from 'node:url';
import { loadInChild } from '../load-in-child.ts';
import type { Environment } from '../tool.ts';

const script = fileURLToPath(new URL('./load-config.cjs', import.meta.url));

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
  return loadInChild(
    script,
    [file, 'config', environment],
    directory,
    env,
  ) as Promise<Configuration>;
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
  return loadInChild(script, [file, 'settings'], directory, env) as Promise<Record<string, string>>;
}
