import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import type { Environment, Ledger, MigrationFile, Project } from '../tool.ts';
import { knexConfig } from './knex-config.ts';

/** `knex_migrations(id, name, batch, migration_time)`: a name with its ending, a batch for each run. */
export async function ledger(
  project: Project,
  session: Session,
  env: Environment,
): Promise<Ledger> {
  const config = await knexConfig(project, env);
  const found = await findLedger(session, project, config);
  const rows = await recordedIn<{ name: string }>(
    session,
    found,
    'name::text AS name',
    'ORDER BY id',
  );
  return { ...found, applied: rows.map((row) => row.name) };
}

/** As a run of this migration alone records it: a batch of its own, so that a rollback takes back no more. */
export function record({ table }: Ledger, { name }: MigrationFile) {
  const [own, text] = [quoteQualified(table), quoteLiteral(name)];
  return {
    insert:
      `INSERT INTO ${own} (name, batch, migration_time) ` +
      `SELECT ${text}, COALESCE(pg_catalog.max(batch), 0) + 1, pg_catalog.now() FROM ${own} ` +
      `HAVING NOT pg_catalog.bool_or(name = ${text}) IS TRUE`,
    remove: `DELETE FROM ${own} WHERE name = ${text}`,
  };
}
