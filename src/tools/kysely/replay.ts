import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import { complaint, ledgerStatements, type ReplayRequest } from '../replay-of-program.ts';
import type { Project, Replay } from '../tool.ts';
import { migrations } from './migrations.ts';
import { tablesAsTold } from './tables-as-told.ts';

/**
 * The project's own script, started by Node itself (`node migrate.mjs`); without one its files by Kysely's Migrator.
 *
 * @throws PgmendError `replay-not-possible`
 */
export async function replay(
  project: Project,
  { command, directory, env }: ReplayRequest,
): Promise<Replay> {
  const { settings } = project;
  const { files } = await migrations(project);
  const own = fileURLToPath(new URL('./replay-migrator.cjs', import.meta.url));
  return {
    args:
      command.length === 0
        ? [own, 'up', ...files.flatMap((one) => [one.name, one.path])]
        : argumentsOfNode(command),
    directory: command.length === 0 ? project.directory : directory,
    env: { ...env, PGMEND_MIGRATE_TABLES: tablesAsTold(project) },
    preloads: [],
    databases: addressesIn(env),
    urlVariables: ['DATABASE_URL'],
    ...ledgerStatements(settings.table ?? 'kysely_migration', besidesLedger(settings)),
    complaint,
  };
}

function argumentsOfNode([program = '', ...args]: readonly string[]): readonly string[] {
  if (/^node(\.exe)?$/i.test(path.basename(program))) return args;
  throw new PgmendError(
    'replay-not-possible',
    'A replay starts Kysely’s Migrator by Node alone, and this command is another one: what it starts could reach the real database.',
    'Leave the command out, or write the one that Node runs: pgmend check -- node migrate.mjs',
  );
}

/** The Migrator's lock, and the schema that it makes for its tables. */
function besidesLedger({ lockTable = 'kysely_migration_lock', schema }: Project['settings']) {
  const text = (name: string) => quoteIdent(name).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const made = schema === undefined ? '' : `|^create schema (if not exists )?${text(schema)}$`;
  return new RegExp(`${text(lockTable)}${made}`, 'i');
}

/** Where a script may lead that takes its database from the environment, or from nothing. */
function addressesIn(env: ReplayRequest['env']): Replay['databases'] {
  const named = Object.values(env).flatMap((value) => {
    if (value === undefined || !/^postgres(ql)?:\/\//i.test(value)) return [];
    const url = URL.canParse(value) ? new URL(value) : null;
    return url === null ? [] : [{ host: url.hostname, port: Number(url.port || 5432) }];
  });
  const host = env.PGHOST ?? 'localhost';
  return [...named, { host, port: Number(env.PGPORT ?? 5432) }, { host: 'localhost', port: 5432 }];
}
