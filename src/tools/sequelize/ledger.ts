import { quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { byName } from '../by-name.ts';
import type { Environment, Ledger, Project } from '../tool.ts';
import { type Configuration, loadConfiguration } from './load-file.ts';

/**
 * Reads the table of applied migrations, `"SequelizeMeta"` unless the configuration names another with
 * `migrationStorageTableName` and `migrationStorageTableSchema`. Without a schema the one in `public` is preferred:
 * the session's search_path is not the tool's.
 *
 * @throws PgmendError `config-unreadable`
 */
export async function ledger(
  project: Project,
  session: Session,
  env: Environment,
): Promise<Ledger> {
  const { ledgerTable = 'SequelizeMeta', ledgerSchema = null } = await storage(project, env);
  const { rows } = await session.query<{ schema: string }>(
    `SELECT n.nspname AS schema
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1 AND c.relkind IN ('r', 'p')
        AND CASE WHEN $2::text IS NULL THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                 ELSE n.nspname = $2::text END
      ORDER BY n.nspname <> 'public', n.nspname`,
    [ledgerTable, ledgerSchema],
  );
  const [first] = rows;
  const table = { schema: first?.schema ?? ledgerSchema ?? 'public', name: ledgerTable };
  if (first === undefined) return { table, exists: false, applied: [] };
  const applied = await session.query<{ name: string }>(
    `SELECT name::text AS name FROM ${quoteQualified(table)}`,
  );
  return { table, exists: true, applied: applied.rows.map((row) => row.name).sort(byName) };
}

async function storage(project: Project, env: Environment): Promise<Partial<Configuration>> {
  const { config, env: environment = 'development' } = project.settings;
  return config === undefined ? {} : loadConfiguration(config, environment, project.directory, env);
}
