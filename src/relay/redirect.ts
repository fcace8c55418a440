import { fileURLToPath } from 'node:url';
import type { Target } from '../postgres/target.ts';

/** What a command needs to reach the relay. */
export interface Redirection {
  readonly relay: { readonly host: string; readonly port: number };
  readonly target: Target;
  readonly env: Readonly<Record<string, string | undefined>>;
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
}

type Environment = Record<string, string>;

/**
 * The environment in which a command's connections lead to the relay: a preload for Node tools, libpq's variables,
 * and every variable that holds a URL of the target (`DATABASE_URL`, `DIRECT_URL`, …) with host and port exchanged.
 */
export function redirectEnvironment(redirection: Redirection): Environment {
  const { relay, target, env, certificateFile } = redirection;
  const changed: Environment = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined) changed[name] = redirectedUrl(value, redirection) ?? value;
  }
  const preload = `--require ${quoted(fileURLToPath(new URL('./preload.cjs', import.meta.url)))}`;
  changed.NODE_OPTIONS = env.NODE_OPTIONS ? `${env.NODE_OPTIONS} ${preload}` : preload;
  changed.PGMEND_RELAY_HOST = relay.host;
  changed.PGMEND_RELAY_PORT = String(relay.port);
  changed.PGMEND_TARGET_HOST = target.host;
  changed.PGMEND_TARGET_PORT = String(target.port);
  changed.PGHOST = relay.host;
  changed.PGPORT = String(relay.port);
  if (redirection.hostaddr === true || env.PGHOSTADDR) changed.PGHOSTADDR = relay.host;
  if (target.tls !== null || env.PGSSLMODE !== undefined || env.PGCHANNELBINDING !== undefined) {
    // The channel ends at the relay; the relay verifies the server as the target asks.
    changed.PGCHANNELBINDING = 'disable';
    delete changed.PGSSLNEGOTIATION;
    if (certificateFile === undefined) changed.PGSSLMODE = 'disable';
    else changed.PGSSLROOTCERT = certificateFile;
  }
  return changed;
}

/** The command with `{url}` in it exchanged for a connection string that leads to the relay. */
export function substituteUrl(command: readonly string[], redirection: Redirection): string[] {
  const { target, relay } = redirection;
  const user = encodeURIComponent(target.user);
  const password = target.password === null ? '' : `:${encodeURIComponent(target.password)}`;
  const database = encodeURIComponent(target.database);
  const place = `${hostOfUrl(relay.host)}:${relay.port}`;
  const url = `postgresql://${user}${password}@${place}/${database}?sslmode=disable`;
  return command.map((word) => word.replaceAll('{url}', url));
}

/** NODE_OPTIONS splits at blanks and reads a backslash inside quotes as an escape. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

const schemes = /^postgres(?:ql)?:\/\//i;
const loopback = new Set(['localhost', '127.0.0.1', '::1']);
/** Parameters that name the server or ask for a channel that ends at it. */
const ofTheServer = ['host', 'hostaddr', 'port', 'ssl', 'sslnegotiation', 'sslrootcert'];

/** A connection URL of the target, leading to the relay; null for any other value. Credentials and the rest stay. */
function redirectedUrl(value: string, { relay, target }: Redirection): string | null {
  if (!schemes.test(value)) return null;
  // Cut by hand: URL would rewrite passwords and names that it thinks need escaping.
  const parts = /^([a-z]+:\/\/)(?:([^/?#]*)@)?([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?(#.*)?$/i.exec(
    value,
  );
  if (parts === null) return null;
  const [, scheme = '', credentials, authority = '', path = '', query = '', hash = ''] = parts;
  const parameters = query.split('&').filter(Boolean);
  const parameter = (name: string) => {
    const found = parameters.findLast((one) => one.startsWith(`${name}=`));
    return found === undefined ? undefined : decode(found.slice(name.length + 1));
  };
  const colon = /^(.*?)(?::(\d+))?$/.exec(authority);
  const host = parameter('host') ?? decode(colon?.[1] ?? '');
  const port = parameter('port') ?? colon?.[2] ?? '5432';
  if (!sameHost(host || 'localhost', target.host) || Number(port) !== target.port) return null;
  const kept = parameters.filter((one) => !ofTheServer.includes(one.split('=', 1)[0] ?? ''));
  const plain = kept.map((one) => {
    if (one.startsWith('sslmode=')) return 'sslmode=disable';
    return one.startsWith('channel_binding=') ? 'channel_binding=disable' : one;
  });
  if (target.tls !== null && !plain.includes('sslmode=disable')) plain.push('sslmode=disable');
  const login = credentials === undefined ? '' : `${credentials}@`;
  const tail = plain.length === 0 ? '' : `?${plain.join('&')}`;
  return `${scheme}${login}${hostOfUrl(relay.host)}:${relay.port}${path}${tail}${hash}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function sameHost(one: string, other: string): boolean {
  const name = (host: string) => host.replace(/^\[|\]$/g, '').toLowerCase();
  return name(one) === name(other) || (loopback.has(name(one)) && loopback.has(name(other)));
}

function hostOfUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
