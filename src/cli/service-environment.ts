import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PgmendError } from '../postgres/pgmend-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What libpq's variables call the words of a service. */
const variables: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  options: 'PGOPTIONS',
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  client_encoding: 'PGCLIENTENCODING',
  channel_binding: 'PGCHANNELBINDING',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslnegotiation: 'PGSSLNEGOTIATION',
  sslcrl: 'PGSSLCRL',
  sslcrldir: 'PGSSLCRLDIR',
  sslsni: 'PGSSLSNI',
  sslcertmode: 'PGSSLCERTMODE',
  ssl_min_protocol_version: 'PGSSLMINPROTOCOLVERSION',
  ssl_max_protocol_version: 'PGSSLMAXPROTOCOLVERSION',
  gssencmode: 'PGGSSENCMODE',
  krbsrvname: 'PGKRBSRVNAME',
  requirepeer: 'PGREQUIREPEER',
  require_auth: 'PGREQUIREAUTH',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
};

/**
 * The environment with what the service `PGSERVICE` says in the variables of their own, and without `PGSERVICE`: what a
 * service says outweighs them, and would lead a command past the relay.
 *
 * @throws PgmendError `unknown-service`
 * @see https://www.postgresql.org/docs/current/libpq-pgservice.html
 */
export function serviceEnvironment(env: Environment): Environment {
  const { PGSERVICE: service, ...rest } = env;
  if (service === undefined || service === '') return env;
  const files = serviceFiles(env);
  for (const file of files) {
    const words = wordsOf(textOf(file), service);
    if (words === null) continue;
    const said = Object.entries(words).flatMap(([word, value]) => {
      const name = variables[word];
      return name === undefined ? [] : [[name, value]];
    });
    return { ...rest, ...Object.fromEntries(said) };
  }
  throw new PgmendError(
    'unknown-service',
    `PGSERVICE is ${service}, and there is no such service in ${files.join(' or ')}.`,
    'Write it down there, let PGSERVICEFILE name the file that has it, or unset PGSERVICE and give --url.',
  );
}

/** Where libpq looks, and the folder of Debian's packages where none is said. */
function serviceFiles(env: Environment): string[] {
  const own =
    process.platform === 'win32'
      ? join(env.APPDATA ?? homedir(), 'postgresql', '.pg_service.conf')
      : join(homedir(), '.pg_service.conf');
  const system = env.PGSYSCONFDIR || '/etc/postgresql-common';
  return [env.PGSERVICEFILE || own, join(system, 'pg_service.conf')];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Of a word that stands twice the first one counts (`parseServiceFile()` in libpq's fe-connect.c). */
function wordsOf(text: string, service: string): Record<string, string> | null {
  let found: Record<string, string> | null = null;
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      if (found !== null) return found;
      if (line.startsWith(`[${service}]`)) found = {};
      continue;
    }
    const at = line.indexOf('=');
    const word = line.slice(0, at);
    if (found !== null && at > 0 && !Object.hasOwn(found, word)) found[word] = line.slice(at + 1);
  }
  return found;
}
