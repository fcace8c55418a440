import { userInfo } from 'node:os';
import { parse } from 'pg-connection-string';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { portFrom } from '../postgres/port-from.ts';
import type { Target, TlsTarget } from '../postgres/target.ts';
import type { Environment } from './tool.ts';

/** What the configuration of a Node tool tells its driver, in node-postgres's words. */
export interface DriverConfiguration {
  readonly connectionString?: string;
  readonly host?: string;
  readonly port?: number | string;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** As libpq's. */
  readonly options?: string;
  readonly ssl?:
    | boolean
    | string
    | {
        readonly rejectUnauthorized?: boolean;
        readonly ca?: string;
        readonly cert?: string;
        readonly key?: string;
        readonly servername?: string;
      };
}

/**
 * The database that node-postgres would connect to: the URL, else the single values, else `PG*`, else its defaults.
 *
 * @param source what said so, for people
 * @throws PgmendError `bad-url`, `bad-port`, `unreadable-file`
 */
export function targetOfDriver(
  configuration: DriverConfiguration,
  env: Environment,
  source: string,
): Target {
  const { connectionString: url } = configuration;
  const said = { ...configuration, ...(url === undefined ? {} : partsOf(url, source)) };
  const user = said.user || env.PGUSER || userInfo().username;
  return {
    host: said.host || env.PGHOST || 'localhost',
    port: said.port ? portFrom(said.port, `The port of ${source}`) : portFrom(env.PGPORT, 'PGPORT'),
    user,
    database: said.database || env.PGDATABASE || user,
    password: said.password ?? env.PGPASSWORD ?? null,
    tls: tlsOf(said.ssl),
    ...(typeof said.options === 'string' && said.options !== '' ? { options: said.options } : {}),
    source,
  };
}

/** Nothing in it names a database: the tool takes all from `PG*`, or cannot connect. */
export function namesNothing(configuration: DriverConfiguration): boolean {
  const { connectionString, host, user, database } = configuration;
  return [connectionString, host, user, database].every((one) => one === undefined || one === '');
}

function partsOf(url: string, source: string): DriverConfiguration {
  try {
    // Read here, for the driver's own reading of it warns on stderr.
    const [, mode] = /[?&]sslmode=([^&#]*)/.exec(url) ?? [];
    const bare = mode === undefined ? url : url.replace(/([?&])sslmode=[^&#]*&?/, '$1');
    const { host, port, user, password, database, options, ssl: said } = parse(bare);
    const ssl = mode === undefined ? said : sslOf(mode, said);
    const found = { host, port, user, password, database, options, ssl };
    return Object.fromEntries(
      Object.entries(found).filter(([, value]) => value !== null && value !== undefined),
    );
  } catch (cause) {
    const { code, path: file } = cause as NodeJS.ErrnoException;
    if (file !== undefined) {
      throw new PgmendError(
        'unreadable-file',
        `${source} names the file ${file}, which cannot be read (${code}).`,
        'Check the path (it counts from the directory in which pgmend was started) and the permissions.',
        2,
        { cause },
      );
    }
    throw new PgmendError(
      'bad-url',
      `The connection URL of ${source} cannot be used: it is no URL.`,
      'Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters in user and password percent-encoded.',
      2,
      { cause },
    );
  }
}

/**
 * What node-postgres 8 takes from `sslmode`: all but two verify the server.
 *
 * @param said what the rest of the URL says: the files that it names, read.
 */
function sslOf(mode: string, said: unknown): DriverConfiguration['ssl'] {
  if (mode === 'disable') return false;
  const files = typeof said === 'object' && said !== null ? said : {};
  return mode === 'no-verify' ? { ...files, rejectUnauthorized: false } : files;
}

function tlsOf(ssl: DriverConfiguration['ssl']): TlsTarget | null {
  if (ssl === undefined || ssl === false || ssl === 'disable') return null;
  if (ssl === 'prefer' || ssl === 'allow') return { mode: 'prefer' };
  if (ssl === true || typeof ssl === 'string') return { mode: 'verify-full' };
  const { rejectUnauthorized = true, ca, cert, key, servername } = ssl;
  const files = Object.fromEntries(
    Object.entries({ cert, key, servername }).filter(([, value]) => value !== undefined),
  );
  if (!rejectUnauthorized) return { mode: 'require', ...files };
  return { mode: 'verify-full', ...files, ...(ca === undefined ? {} : { ca }) };
}
