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
