import { fileURLToPath } from 'node:url';
import type { Target } from '../postgres/target.ts';

/** What confines a command to the relay of a scratch database. */
export interface Confinement {
  readonly relay: { readonly host: string; readonly port: number };
  /** The user and database that the scratch database's URL names; any will do. */
  readonly scratch: Pick<Target, 'user' | 'database'>;
  /** Connections to these are led to the relay; all others are refused. */
  readonly databases: readonly Pick<Target, 'host' | 'port'>[];
  /** Variables that hold the database's URL, whatever they hold now. */
  readonly urlVariables: readonly string[];
  /** A file to which refusals, and what the preloads find out, are appended: one JSON value a line. */
  readonly reportFile: string;
  /** CommonJS files that Node loads after the one that confines it. */
  readonly preloads: readonly string[];
  /** The user's code that each statement comes from is found out, too. */
  readonly tellsPlaces: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The environment of a Node command that can reach the relay and nothing else. What names another database in it, and
 * what would let somebody into one, is taken out as well.
 */
export function confinedEnvironment(confinement: Confinement): Record<string, string> {
  const { relay, scratch, databases, urlVariables, reportFile, preloads, tellsPlaces, env } =
    confinement;
  const url = `postgresql://${scratch.user}@${relay.host}:${relay.port}/${scratch.database}`;
  const confined: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || /^(PG[A-Z]+|NODE_OPTIONS)$/.test(name)) continue;
    confined[name] = /^postgres(ql)?:\/\//i.test(value) ? url : value;
  }
  for (const name of urlVariables) confined[name] = url;
  const files = [fileURLToPath(new URL('./confine.cjs', import.meta.url)), ...preloads];
  // First, so that nothing of the project is loaded before.
  const options = [...files.map((file) => `--require ${quoted(file)}`), env.NODE_OPTIONS ?? ''];
  return {
    ...confined,
    NODE_OPTIONS: options.join(' ').trim(),
    PGHOST: relay.host,
    PGPORT: String(relay.port),
    PGUSER: scratch.user,
    PGDATABASE: scratch.database,
    PGSSLMODE: 'disable',
    PGMEND_REPLAY_HOST: relay.host,
    PGMEND_REPLAY_PORT: String(relay.port),
    PGMEND_REPLAY_DATABASES: JSON.stringify(databases.map(({ host, port }) => [host, port])),
    PGMEND_REPLAY_REPORT: reportFile,
    ...(tellsPlaces ? { PGMEND_STATEMENT_PLACES: reportFile } : {}),
  };
}

/** NODE_OPTIONS splits at blanks and reads a backslash inside quotes as an escape. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
