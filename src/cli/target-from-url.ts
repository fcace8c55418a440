import { readFileSync } from 'node:fs';
import { parse } from 'pg-connection-string';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Target, TlsTarget } from '../postgres/target.ts';

/** libpq's names for what encryption takes. */
export interface TlsWords {
  readonly sslmode?: string | undefined;
  readonly sslrootcert?: string | undefined;
  readonly sslcert?: string | undefined;
  readonly sslkey?: string | undefined;
}

/** What a connection leaves open when a URL or an environment does not say it. */
export interface Fallbacks {
  readonly user: string;
  readonly password: string | null;
  readonly tls: TlsWords;
}

/**
 * A connection URI as libpq and Node's drivers write it: percent-encoding, `[::1]`, sockets as
 * `postgres:///shop?host=/run/postgresql`, `sslmode` with its files, `options`. The modes mean what libpq says they mean.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 *
 * @param source what the URL is from, e.g. `DATABASE_URL`; errors name it and never the URL, which may hold a password.
 * @throws PgmendError `bad-url`, `unknown-sslmode`, `unreadable-file`
 */
export function targetFromUrl(url: string, source: string, fallbacks: Fallbacks): Target {
  if (!/^(postgres(ql)?(\+\w+)?|socket):\/\//i.test(url)) {
    throw badUrl(source, 'it does not start with postgres:// or postgresql://');
  }
  // The rest of such a password would be taken for the name of the database, and shown.
  if (/^postgres[^/]*\/\/[^/?#]*[/#][^?]*@/i.test(url)) {
    throw badUrl(source, 'an @ stands behind its host, as where a password is not percent-encoded');
  }
  if (/[?&]service=/.test(url)) {
    throw badUrl(source, 'it names a service, which PGSERVICE does for pgmend');
  }
  if (/^[^?#]*\/\/[^/?#]*,/.test(url.replace(/\/\/[^/]*@/, '//'))) {
    throw badUrl(source, 'it names several hosts, and pgmend repairs one database on one server');
  }
  // SQLAlchemy names its driver: postgresql+psycopg://…
  const { rest, words } = takeTlsWords(url.replace(/^(postgres(?:ql)?)\+\w+:/i, '$1:'));
  const parsed = parsedUrl(rest, source);
  const user = parsed.user || fallbacks.user;
  const host = parsed.host || 'localhost';
  return {
    host,
    port: portOf(parsed.port, source),
    user,
    // The parser leaves what encodeURI would leave: a name may still hold an encoded `/`, `#` or `?`.
    database: decodeReserved(parsed.database || user),
    password: parsed.password || fallbacks.password,
    tls: host.startsWith('/') ? null : tlsFromWords({ ...fallbacks.tls, ...words }, source),
    ...(parsed.options ? { options: parsed.options } : {}),
    source,
  };
}

/**
 * `sslmode` and the files it names, read.
 *
 * @throws PgmendError `unknown-sslmode`, `unreadable-file`
 */
export function tlsFromWords(words: TlsWords, source: string): TlsTarget | null {
  const mode = (words.sslmode ?? 'prefer').toLowerCase();
  const files = {
    ...(words.sslrootcert === undefined || words.sslrootcert === 'system'
      ? {}
      : { ca: readPem(words.sslrootcert, source) }),
    ...(words.sslcert === undefined ? {} : { cert: readPem(words.sslcert, source) }),
    ...(words.sslkey === undefined ? {} : { key: readPem(words.sslkey, source) }),
  };
  switch (mode) {
    case 'disable':
      return null;
    case 'allow':
    case 'prefer':
      return { mode: 'prefer', ...files };
    case 'require':
      return { mode: words.sslrootcert === 'system' ? 'verify-full' : 'require', ...files };
    // Node's word for `require` without a look at the certificate.
    case 'no-verify': {
      const { ca: _, ...rest } = { ca: undefined, ...files };
      return { mode: 'require', ...rest };
    }
    case 'verify-ca':
    case 'verify-full':
      return { mode, ...files };
    default:
      throw new PgmendError(
        'unknown-sslmode',
        `${source} has sslmode=${mode}, which PostgreSQL does not know.`,
        'Use disable, prefer, require, verify-ca or verify-full.',
      );
  }
}

const tlsNames = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'] as const;

function takeTlsWords(url: string): { rest: string; words: TlsWords } {
  const mark = url.indexOf('?');
  if (mark === -1) return { rest: url, words: {} };
  const params = new URLSearchParams(url.slice(mark + 1));
  const words: Record<string, string> = {};
  for (const name of tlsNames) {
    const value = params.get(name);
    if (value !== null) words[name] = value;
    params.delete(name);
  }
  const ssl = params.get('ssl')?.toLowerCase();
  if (ssl !== undefined && words.sslmode === undefined) {
    words.sslmode = ssl === 'false' || ssl === '0' ? 'disable' : 'require';
  }
  params.delete('ssl');
  const left = params.toString();
  return { rest: url.slice(0, mark) + (left === '' ? '' : `?${left}`), words };
}

function parsedUrl(url: string, source: string) {
  try {
    return parse(url);
  } catch (error) {
    throw badUrl(source, 'it is no URL', error);
  }
}

function portOf(text: string | null | undefined, source: string): number {
  if (text === null || text === undefined || text === '') return 5432;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw badUrl(source, `its port ${text} is no port`);
  }
  return port;
}

function decodeReserved(name: string): string {
  return name.replaceAll(/%(2[3-6BCF]|3[ABDF]|40)/gi, (code) => decodeURIComponent(code));
}

function readPem(file: string, source: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new PgmendError(
      'unreadable-file',
      `${source} names the file ${file}, which cannot be read.`,
      'Check the path (it counts from the directory in which pgmend was started) and the permissions.',
      2,
      { cause: error },
    );
  }
}

function badUrl(source: string, why: string, cause?: unknown): PgmendError {
  return new PgmendError(
    'bad-url',
    `The connection URL of ${source} cannot be used: ${why}.`,
    'Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters in user and password percent-encoded (@ is %40, / is %2F).',
    2,
    { cause },
  );
}
