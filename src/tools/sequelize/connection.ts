import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { parse } from 'dotenv';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { portFrom } from '../../postgres/port-from.ts';
import type { Target, TlsTarget } from '../../postgres/target.ts';
import { pathIn } from '../path-in.ts';
import type { Environment, Project } from '../tool.ts';
import { type Configuration, loadConfiguration } from './load-file.ts';

/**
 * The databases that sequelize-cli's configuration leads to: with the environment as it is, then with what `.env`
 * files beside the configuration, in the project and above it add to it (a project may load them elsewhere, or look
 * for them from the wrong directory). The one that the bare environment leaves without a database comes last.
 *
 * @throws PgmendError `config-unreadable`; `config-incomplete` when `use_env_variable` names one that is not set
 */
export async function connections(project: Project, env: Environment): Promise<readonly Target[]> {
  const { url, config, env: environment = 'development' } = project.settings;
  if (url !== undefined) {
    return [targetFrom({ environment: null, url, ssl: false }, env, '--url of sequelize-cli')];
  }
  if (config === undefined) return [];
  const source = relative(project, config);
  const bare = await loadConfiguration(config, environment, project.directory, env);
  const found = [{ configuration: bare, env, source: named(source, bare) }];
  const file = dotenvFor(project, config, env);
  if (file !== null) {
    const widened = { ...file.variables, ...env };
    const configuration = await loadConfiguration(config, environment, project.directory, widened);
    const widenedSource = `${named(source, configuration)} with ${relative(project, file.path)}`;
    found.push({ configuration, env: widened, source: widenedSource });
    if (!isComplete(bare)) found.reverse();
  }
  const usable = found.filter(({ configuration }) => isForPostgres(configuration));
  const open = usable.filter(({ configuration }) => namesAnything(configuration));
  const [first] = usable;
  if (first !== undefined && open.length === 0 && first.configuration.variable !== undefined) {
    throw unset(source, first.configuration.variable);
  }
  const targets = open.map((one) => targetFrom(one.configuration, one.env, one.source));
  return targets.filter((one, at) => at === targets.findIndex((other) => isSame(one, other)));
}

/** The nearest `.env` that says something the environment does not. */
function dotenvFor(project: Project, config: string, env: Environment) {
  const folders = [path.dirname(config)];
  for (let here = project.directory; ; here = path.dirname(here)) {
    folders.push(here);
    if (existsSync(path.join(here, '.git')) || here === path.dirname(here)) break;
  }
  for (const folder of folders) {
    const file = path.join(folder, '.env');
    if (!existsSync(file)) continue;
    const variables = parse(readFileSync(file));
    if (Object.keys(variables).some((name) => env[name] === undefined)) {
      return { path: file, variables };
    }
  }
  return null;
}

function targetFrom(configuration: Configuration, env: Environment, source: string): Target {
  const { url, ssl, ...rest } = configuration;
  const said = { ...rest, ...(url === undefined ? {} : partsOf(url, source)) };
  // Sequelize has its own defaults for host and port; what else is missing its driver takes from PG*.
  const user = said.username || env.PGUSER || userInfo().username;
  return {
    host: said.host || 'localhost',
    port: portFrom(said.port, `The port of ${source}`),
    user,
    database: said.database || env.PGDATABASE || user,
    password: said.password ?? env.PGPASSWORD ?? null,
    tls: tlsFrom(ssl),
    source,
  };
}

/** As sequelize-cli takes a URL apart: the user's part is decoded, the database's name is not, parameters do not count. */
function partsOf(url: string, source: string) {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (cause) {
    throw new PgmendError(
      'bad-url',
      `The connection URL of ${source} cannot be used: it is no URL.`,
      'Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters in user and password percent-encoded.',
      2,
      { cause },
    );
  }
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    database: parsed.pathname.replace(/^\//, ''),
    ...(parsed.port === '' ? {} : { port: parsed.port }),
    ...(parsed.username === '' ? {} : { username: decodeURIComponent(parsed.username) }),
    ...(parsed.password === '' ? {} : { password: decodeURIComponent(parsed.password) }),
  };
}

function tlsFrom(ssl: Configuration['ssl']): TlsTarget | null {
  if (ssl === false) return null;
  if (ssl === true) return { mode: 'verify-full' };
  const { rejectUnauthorized, skipsName, ...files } = ssl;
  if (!rejectUnauthorized) {
    const { ca: _, ...rest } = { ca: undefined, ...files };
    return { mode: 'require', ...rest };
  }
  return { mode: skipsName ? 'verify-ca' : 'verify-full', ...files };
}

function isForPostgres({ dialect, url }: Configuration): boolean {
  return /^(postgres|postgresql|pg)$/i.test(dialect ?? url?.split(':', 1)[0] ?? '');
}

function isComplete({ database, url }: Configuration): boolean {
  return url !== undefined || database !== undefined;
}

function namesAnything({ host, username, database, url }: Configuration): boolean {
  return [host, username, database, url].some((value) => value !== undefined);
}

function isSame(one: Target, other: Target): boolean {
  const { source: _one, ...left } = one;
  const { source: _other, ...right } = other;
  return JSON.stringify(left) === JSON.stringify(right);
}

function named(source: string, { environment, variable }: Configuration): string {
  const words = [environment, variable].filter((word) => word !== null && word !== undefined);
  return words.length === 0 ? source : `${source} (${words.join(', ')})`;
}

function relative(project: Project, file: string): string {
  return pathIn(project.directory, file);
}

function unset(source: string, variable: string): PgmendError {
  return new PgmendError(
    'config-incomplete',
    `${source} takes the database's URL from the variable ${variable}, which is not set.`,
    `Set ${variable}, or name the database with --url.`,
  );
}
