import { PgmendError } from '../postgres/pgmend-error.ts';
import { describeTarget, sameDatabase, type Target } from '../postgres/target.ts';
import { targetFromCommand } from './target-from-command.ts';
import {
  type Environment,
  fallbacksFrom,
  targetFromDatabaseUrl,
  targetFromPgVariables,
  withStoredPassword,
} from './target-from-environment.ts';
import { targetFromUrl } from './target-from-url.ts';

/** A migration tool's own configuration, read when it is needed. */
export interface ToolConfiguration {
  /** For people: `sequelize-cli`. */
  readonly tool: string;
  /** The command of `run` is this tool: it connects as its own configuration says, whatever else is set. */
  readonly commanded: boolean;
  /** The connections that it names, the one in force first. Errors say what is wrong with the configuration. */
  connections(): Promise<readonly Target[]>;
}

export interface Resolved {
  readonly target: Target;
  /** What is worth saying besides the target itself: configurations that disagree. */
  readonly warnings: readonly string[];
}

/** Where else a database may be named. */
export interface OtherPlaces {
  /** The command of `run`. */
  readonly command: readonly string[];
  /** `.env` of the directory, for programs that load it. */
  readonly envFile: Environment;
}

/** The database that `--url`, `DATABASE_URL` or `PG*` names, which needs no look at the project. Errors are the readers'. */
export function givenTarget(url: string | undefined, env: Environment): Target | null {
  if (url !== undefined) return targetFromUrl(url, '--url', fallbacksFrom(env));
  return targetFromDatabaseUrl(env) ?? targetFromPgVariables(env);
}

/**
 * Finds the database: `--url`, a URL in the command, else `DATABASE_URL`, `PG*`, then the migration tool's own
 * configuration, then `.env`. A tool that `run` starts connects as its own configuration says: that wins over the
 * environment, and is said.
 *
 * @throws PgmendError `no-connection` when nothing names a database, and what the readers throw.
 */
export async function resolveTarget(
  url: string | undefined,
  env: Environment,
  configuration: ToolConfiguration | null,
  { command, envFile }: OtherPlaces = { command: [], envFile: {} },
): Promise<Resolved> {
  const environment = givenTarget(url, env);
  if (url !== undefined && environment !== null) return resolved(environment, []);
  const warnings: string[] = [];
  if (configuration?.commanded === true) {
    const [own] = await configuration.connections().catch((error: unknown) => {
      // What the environment names may well be what the tool uses; where it is not, nobody connects, and that is said.
      const isUnread = error instanceof PgmendError && error.code === 'config-unreadable';
      if (environment === null || !isUnread) throw error;
      warnings.push(`${error.message} ${environment.source} is used.`);
      return [];
    });
    if (own !== undefined) return resolved(own, disagreement(own, environment, configuration.tool));
  }
  const commanded = targetFromCommand(command, env);
  if (commanded !== null) {
    return resolved(commanded, [
      ...warnings,
      ...disagreement(commanded, environment, 'the command'),
    ]);
  }
  if (environment !== null) return resolved(environment, warnings);
  if (configuration !== null && !configuration.commanded) {
    const [own] = await configuration.connections();
    if (own !== undefined) return resolved(own, []);
  }
  const loaded = targetFromDatabaseUrl({ ...envFile, ...env }, '.env');
  if (loaded !== null) return resolved(loaded, []);
  throw new PgmendError(
    'no-connection',
    'Nothing says which database is meant.',
    'Give --url postgres://USER@HOST:PORT/DATABASE, set DATABASE_URL or PGHOST and PGDATABASE, or start pgmend in the directory with the migration tool’s configuration.',
  );
}

async function resolved(target: Target, warnings: readonly string[]): Promise<Resolved> {
  return { target: await withStoredPassword(target), warnings };
}

function disagreement(own: Target, environment: Target | null, tool: string): string[] {
  if (environment === null || sameDatabase(own, environment)) return [];
  return [
    `${environment.source} names ${describeTarget(environment)}, but ${tool} connects as ${own.source} says: ${describeTarget(own)}. That one is used; --url names another.`,
  ];
}
