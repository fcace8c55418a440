import { displayQualified, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import type { Environment, Ledger, LeftBehind, MigrationFile, Project } from '../tool.ts';
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
  const left = found.exists ? await lockLeft(session, found.table) : null;
  return { ...found, applied: rows.map((row) => row.name), ...(left === null ? {} : { left }) };
}

/** Knex locks by a row, which a process that was killed leaves behind. (lib/migrations/migrate/Migrator.js) */
async function lockLeft(
  session: Session,
  { schema, name }: Ledger['table'],
): Promise<LeftBehind | null> {
  const lock = await findLedger(session, { settings: {} }, { schema, table: `${name}_lock` });
  if (!lock.exists || !(await mayRead(session, lock.table))) return null;
  const rows = await recordedIn<{ locked: string }>(
    session,
    lock,
    'is_locked::text AS locked',
    'WHERE is_locked = 1',
  );
  return rows.length === 0
    ? null
    : {
        says: `Knex’s lock in ${displayQualified(lock.table)} is set: a run is under way, or one was broken off.`,
        next: 'where none is under way, knex migrate:unlock',
      };
}

async function mayRead(session: Session, table: Ledger['table']): Promise<boolean> {
  const { rows } = await session.query<{ may: boolean }>(
    `SELECT pg_catalog.has_table_privilege($1::text, 'SELECT') AS may`,
    [quoteQualified(table)],
  );
  return rows[0]?.may === true;
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
