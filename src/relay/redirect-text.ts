import type { Target } from '../postgres/target.ts';

/** Where a connection is to lead, and which. */
export interface Leading {
  readonly relay: { readonly host: string; readonly port: number };
  readonly target: Target;
}

/**
 * A connection string of the target, leading to the relay: a URL of any driver (`postgres://`, `jdbc:postgresql://`,
 * `postgresql+psycopg://`, `pgx5://`), also behind `--database=`, or libpq's `host=… port=…`. null for any other text.
 * Credentials and all else stay.
 */
export function redirectedText(text: string, leading: Leading): string | null {
  const [, before = '', url] =
    /^(-{1,2}[\w.-]+=|[A-Za-z_]\w*=)?((?:jdbc:)?\w+(?:\+\w+)?:\/\/.*)$/s.exec(text) ?? [];
  if (url === undefined) return redirectedWords(text, leading);
  const redirected = redirectedUrl(url, leading);
  return redirected === null ? null : before + redirected;
}

const schemes = /^(?:jdbc:)?(?:postgres(?:ql)?(?:\+\w+)?|pgx\d*):\/\//i;
const loopback = new Set(['localhost', '127.0.0.1', '::1']);
/** Parameters that name the server or ask for a channel that ends at it. */
const ofTheServer = new Set([
  ...['host', 'hostaddr', 'port'],
  ...['ssl', 'sslnegotiation', 'sslrootcert', 'sslfactory', 'sslpassword'],
]);

function redirectedUrl(value: string, { relay, target }: Leading): string | null {
  if (!schemes.test(value)) return null;
  // Cut by hand: URL would rewrite passwords and names that it thinks need escaping.
  const parts = /^([a-z\d:+_]+:\/\/)(?:([^/?#]*)@)?([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?(#.*)?$/i.exec(
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
  if (!leadsTo(target, host, port)) return null;
  const kept = parameters.filter((one) => !ofTheServer.has(one.split('=', 1)[0] ?? ''));
  const plain = kept.map((one) => {
    if (one.startsWith('sslmode=')) return 'sslmode=disable';
    return one.startsWith('channel_binding=') ? 'channel_binding=disable' : one;
  });
  // Drivers of Python hand unknown parameters on, and asyncpg has no sslmode: what it prefers by itself will do.
  const knowsMode = !/\+(?!psycopg)/.test(scheme);
  if (target.tls !== null && knowsMode && !plain.includes('sslmode=disable')) {
    plain.push('sslmode=disable');
  }
  const login = credentials === undefined ? '' : `${credentials}@`;
  const tail = plain.length === 0 ? '' : `?${plain.join('&')}`;
  return `${scheme}${login}${hostOfUrl(relay.host)}:${relay.port}${path}${tail}${hash}`;
}

const pair = /(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)/g;
const named = /^\s*(?:host|hostaddr|port|user|password|dbname|sslmode)\s*=/;

/** `host=db port=5432 user=app dbname=shop`. https://www.postgresql.org/docs/current/libpq-connect.html */
function redirectedWords(text: string, { relay, target }: Leading): string | null {
  if (!named.test(text) || text.replaceAll(pair, '').trim() !== '') return null;
  const words = new Map([...text.matchAll(pair)].map(([, name = '', value = '']) => [name, value]));
  const host = words.get('hostaddr') ?? words.get('host');
  // What does not name its host follows PGHOST and PGPORT.
  if (host === undefined || !leadsTo(target, unquoted(host), unquoted(words.get('port') ?? ''))) {
    return null;
  }
  for (const name of ['hostaddr', 'sslrootcert', 'sslnegotiation']) words.delete(name);
  words.set('host', relay.host).set('port', String(relay.port));
  if (target.tls !== null || words.has('sslmode')) words.set('sslmode', 'disable');
  if (words.has('channel_binding')) words.set('channel_binding', 'disable');
  return [...words].map(([name, value]) => `${name}=${value}`).join(' ');
}

function unquoted(value: string): string {
  const inner = value.startsWith("'") ? value.slice(1, -1) : value;
  return inner.replaceAll(/\\(.)/gs, '$1');
}

/** Host and port are the target's; loopback addresses are one. */
export function leadsTo(target: Target, host: string, port: string): boolean {
  return sameHost(host || 'localhost', target.host) && Number(port || 5432) === target.port;
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

/** `[::1]` where a URL needs it. */
export function hostOfUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
