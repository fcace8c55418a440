import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TlsTarget } from '../postgres/target.ts';
import { hostOfUrl, type Leading, redirectedText } from './redirect-text.ts';

/** What a command needs to reach the relay. */
export interface Redirection extends Leading {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `.env` of the directory: a program that loads it leaves what is set already. */
  readonly envFile?: Readonly<Record<string, string | undefined>>;
  /** The command is known to connect by libpq. */
  readonly libpq?: boolean;
  /** The port of the proxy for Java programs, on the loopback address. */
  readonly socksPort?: number;
  /**
   * A file with the relay's certificate, for clients that insist on verifying (`PGSSLROOTCERT`).
   * Without it libpq is told to use no TLS on the loopback leg.
   */
  readonly certificateFile?: string;
  /**
   * Also `PGHOSTADDR`, which outweighs a host that is hard-coded in a libpq connection string. It holds for every
   * server that the command speaks to, and needs the relay to listen on the database's own port.
   */
  readonly hostaddr?: boolean;
  /** Where Node tools write down from which place each statement comes; nowhere unless said. */
  readonly placesFile?: string;
}

type Environment = Record<string, string>;

/**
 * The environment in which a command's connections lead to the relay: preloads for Node and Python, a proxy for Java,
 * libpq's variables, and every variable that holds a connection string of the target (`DATABASE_URL`, `DIRECT_URL`, …) with
 * host and port exchanged.
 */
export function redirectEnvironment(redirection: Redirection): Environment {
  const { relay, target, env, certificateFile } = redirection;
  const changed: Environment = {};
  for (const [name, value] of Object.entries(redirection.envFile ?? {})) {
    // Only what leads to the relay is set: of the rest the program's own order of files decides.
    const redirected = value === undefined ? null : redirectedText(value, redirection);
    if (redirected !== null) changed[name] = redirected;
  }
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined) changed[name] = redirectedText(value, redirection) ?? value;
  }
  const preload = `--require ${quoted(fileURLToPath(new URL('./preload.cjs', import.meta.url)))}`;
  changed.NODE_OPTIONS = env.NODE_OPTIONS ? `${env.NODE_OPTIONS} ${preload}` : preload;
  const python = fileURLToPath(new URL('./python', import.meta.url));
  changed.PYTHONPATH = env.PYTHONPATH ? `${python}${delimiter}${env.PYTHONPATH}` : python;
  if (redirection.socksPort !== undefined && !/socksProxyHost/.test(env.JAVA_TOOL_OPTIONS ?? '')) {
    changed.JAVA_TOOL_OPTIONS = [env.JAVA_TOOL_OPTIONS, javaOptions(redirection.socksPort)]
      .filter(Boolean)
      .join(' ');
  }
  changed.PGMEND_RELAY_HOST = relay.host;
  changed.PGMEND_RELAY_PORT = String(relay.port);
  changed.PGMEND_TARGET_HOST = target.host;
  changed.PGMEND_TARGET_PORT = String(target.port);
  if (redirection.placesFile !== undefined) {
    changed.PGMEND_STATEMENT_PLACES = redirection.placesFile;
  }
  changed.PGMEND_TARGET_VERIFIES = verifies(target.tls) ? '1' : '';
  changed.PGHOST = relay.host;
  changed.PGPORT = String(relay.port);
  if (redirection.hostaddr === true || env.PGHOSTADDR) changed.PGHOSTADDR = relay.host;
  if (target.tls !== null || env.PGSSLMODE !== undefined || env.PGCHANNELBINDING !== undefined) {
    // The channel ends at the relay; the relay verifies the server as the target asks.
    if (env.PGCHANNELBINDING !== undefined || redirection.libpq === true) {
      changed.PGCHANNELBINDING = 'disable';
    }
    delete changed.PGSSLNEGOTIATION;
    if (certificateFile === undefined) changed.PGSSLMODE = 'disable';
    else changed.PGSSLROOTCERT = certificateFile;
  }
  return changed;
}

/**
 * The command with `{url}` in it exchanged for a connection string that leads to the relay, and with connection
 * strings of the target leading there.
 */
export function substituteUrl(command: readonly string[], redirection: Redirection): string[] {
  const { target, relay } = redirection;
  const user = encodeURIComponent(target.user);
  const password = target.password === null ? '' : `:${encodeURIComponent(target.password)}`;
  const database = encodeURIComponent(target.database);
  const place = `${hostOfUrl(relay.host)}:${relay.port}`;
  const url = `postgresql://${user}${password}@${place}/${database}?sslmode=disable`;
  return command.map((word) =>
    word.includes('{url}')
      ? word.replaceAll('{url}', url)
      : (redirectedText(word, redirection) ?? word),
  );
}

/** The relay holds the server's certificate against an authority. */
function verifies(tls: TlsTarget | null): boolean {
  if (tls === null) return false;
  return (
    tls.mode === 'verify-ca' ||
    tls.mode === 'verify-full' ||
    (tls.mode === 'require' && tls.ca !== undefined)
  );
}

/** By its own default the virtual machine would go to loopback addresses past the proxy. */
function javaOptions(port: number): string {
  return `-DsocksProxyHost=127.0.0.1 -DsocksProxyPort=${port} -DsocksNonProxyHosts=`;
}

/** NODE_OPTIONS splits at blanks and reads a backslash inside quotes as an escape. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
