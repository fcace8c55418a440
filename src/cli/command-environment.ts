import type { Target } from '../postgres/target.ts';
import type { Environment } from './target-from-environment.ts';

/**
 * The environment from which a command finds the database that pgmend has announced: what `PG*` leave open is
 * filled in, the password too, for a password file is looked up by the server's name, which the relay replaces.
 * A database that was named with `--url` is meant for the command as well, whatever was set before: but for the driver in
 * its scheme (`postgresql+asyncpg://`), which the program needs.
 */
export function commandEnvironment(
  env: Environment,
  target: Target,
  namedByUrl: boolean,
): Environment {
  const own = {
    PGUSER: target.user,
    PGDATABASE: target.database,
    ...(target.password === null ? {} : { PGPASSWORD: target.password }),
  };
  // A service would outweigh what leads to the relay; one that is known is in the other variables already.
  const set = Object.entries(env).filter(
    ([name, value]) => (value ?? '') !== '' && name !== 'PGSERVICE',
  );
  const before = Object.fromEntries(set);
  if (!namedByUrl) return { ...own, ...before };
  return { ...before, ...own, DATABASE_URL: urlOf(target, before.DATABASE_URL ?? '') };
}

/**
 * A URL of the database with everything in it.
 *
 * @param before another URL whose scheme is meant
 */
export function urlOf(
  { user, password, host, port, database, tls }: Target,
  before: string,
): string {
  const scheme =
    /^(?:postgres(?:ql)?(?:\+\w+)?|pgx\d*)(?=:\/\/)/i.exec(before)?.[0] ?? 'postgresql';
  const login = `${encodeURIComponent(user)}${password === null ? '' : `:${encodeURIComponent(password)}`}`;
  const name = host.includes(':') ? `[${host}]` : encodeURIComponent(host);
  // Go's lib/pq asks for TLS unless it is told not to; drivers of Python hand what they do not know on.
  const plain = tls === null && !scheme.includes('+') ? '?sslmode=disable' : '';
  return `${scheme}://${login}@${name}:${port}/${encodeURIComponent(database)}${plain}`;
}
