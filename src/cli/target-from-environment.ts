import { userInfo } from 'node:os';
import pgpass from 'pgpass';
import { portFrom } from '../postgres/port-from.ts';
import type { Target } from '../postgres/target.ts';
import { serviceEnvironment } from './service-environment.ts';
import { type Fallbacks, targetFromUrl, tlsFromWords } from './target-from-url.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The database that `DATABASE_URL` names, or goose's own variable where it holds a URL; null without one. What the URL
 * leaves open is filled from `PG*`.
 *
 * @param source the file that the variables are from, for people
 * @throws PgmendError as {@link targetFromUrl}
 */
export function targetFromDatabaseUrl(env: Environment, source?: string): Target | null {
  const from = (name: string) => (source === undefined ? name : `${name} in ${source}`);
  const url = env.DATABASE_URL;
  if (url !== undefined && url !== '') {
    return targetFromUrl(url, from('DATABASE_URL'), fallbacksFrom(env));
  }
  const goose = env.GOOSE_DBSTRING;
  return goose !== undefined && /^postgres(ql)?:\/\//i.test(goose)
    ? targetFromUrl(goose, from('GOOSE_DBSTRING'), fallbacksFrom(env))
    : null;
}

/**
 * The database that libpq's variables name; null when none of host, port, user or database is set.
 * Without a host it is `localhost`, as for Node's driver.
 * https://www.postgresql.org/docs/current/libpq-envars.html
 *
 * @throws PgmendError `bad-port`, `unknown-service`
 */
export function targetFromPgVariables(environment: Environment): Target | null {
  const env = serviceEnvironment(environment);
  const named = ['PGHOST', 'PGHOSTADDR', 'PGPORT', 'PGUSER', 'PGDATABASE'].filter(
    (name) => (env[name] ?? '') !== '',
  );
  if (named.length === 0) return null;
  const source = named.join(', ');
  const { user, password, tls } = fallbacksFrom(env);
  const host = env.PGHOST || env.PGHOSTADDR || 'localhost';
  const encryption = host.startsWith('/') ? null : tlsFromWords(tls, source);
  return {
    host: env.PGHOSTADDR || host,
    port: portFrom(env.PGPORT, 'PGPORT'),
    user,
    database: env.PGDATABASE || user,
    password,
    tls: encryption !== null && env.PGHOSTADDR ? { ...encryption, servername: host } : encryption,
    source,
  };
}

/** What `PG*` say for a URL that leaves it open. */
export function fallbacksFrom(env: Environment): Fallbacks {
  return {
    user: env.PGUSER || userInfo().username,
    password: env.PGPASSWORD ?? null,
    tls: {
      sslmode: env.PGSSLMODE || undefined,
      sslrootcert: env.PGSSLROOTCERT || undefined,
      sslcert: env.PGSSLCERT || undefined,
      sslkey: env.PGSSLKEY || undefined,
    },
  };
}

/**
 * The target with its password from ~/.pgpass (or `PGPASSFILE`) where it has none.
 * https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export async function withStoredPassword(target: Target): Promise<Target> {
  if (target.password !== null) return target;
  const { user, database, port } = target;
  const host = target.host.startsWith('/') ? 'localhost' : target.host;
  const password = await new Promise<string | undefined>((resolve) => {
    pgpass({ host, port, user, database }, resolve);
  });
  return password === undefined ? target : { ...target, password };
}
