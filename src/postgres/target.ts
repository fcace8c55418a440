/** Where a database is and how to get in: the merged answer of one or more configurations. */
export interface Target {
  /** Host name, address, or the directory of a Unix socket when it starts with `/`. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Never printed. */
  readonly password: string | null;
  readonly tls: TlsTarget | null;
  /** Settings for the server when the session begins, as libpq's `options`: `-c role=owner`. */
  readonly options?: string;
  /** What said so, for people: `DATABASE_URL`, `config/config.cjs (development)`, … */
  readonly source: string;
}

/** libpq's `sslmode` and its files' contents (PEM). null in {@link Target} means no TLS at all. */
export interface TlsTarget {
  readonly mode: 'prefer' | 'require' | 'verify-ca' | 'verify-full';
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name to verify, when it is not the host. */
  readonly servername?: string;
}

/** `localhost:5432`, `[::1]:5432`, or the path of a Unix socket's file. */
export function describeServer(target: Pick<Target, 'host' | 'port'>): string {
  if (target.host.startsWith('/')) return `${target.host}/.s.PGSQL.${target.port}`;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return `${host}:${target.port}`;
}

/** `database shop on localhost:5432 as app`: for people, never with the password. */
export function describeTarget(target: Target): string {
  return `database ${target.database} on ${describeServer(target)} as ${target.user}`;
}

/** Two configurations lead to the same database of the same server, whoever logs in. */
export function sameDatabase(one: Target, other: Target): boolean {
  return (
    sameHost(one.host, other.host) && one.port === other.port && one.database === other.database
  );
}

function sameHost(one: string, other: string): boolean {
  const loopback = new Set(['localhost', '127.0.0.1', '::1']);
  return one.toLowerCase() === other.toLowerCase() || (loopback.has(one) && loopback.has(other));
}
