import type { Session } from '../../postgres/session.ts';
import { byName } from '../by-name.ts';
import { findLedger, recordedIn } from '../ledger.ts';
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
  const { ledgerTable: table = 'SequelizeMeta', ledgerSchema: schema = null } = await storage(
    project,
    env,
  );
  const found = await findLedger(session, project, { table, schema });
  const rows = await recordedIn<{ name: string }>(session, found, 'name::text AS name', '');
  return { ...found, applied: rows.map((row) => row.name).sort(byName) };
}

async function storage(project: Project, env: Environment): Promise<Partial<Configuration>> {
  const { config, env: environment = 'development' } = project.settings;
  return config === undefined ? {} : loadConfiguration(config, environment, project.directory, env);
}
