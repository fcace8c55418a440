import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import type { Environment, Ledger, MigrationFile, Project } from '../tool.ts';
import { mikroOrmConfig } from './mikro-orm-config.ts';

/** `mikro_orm_migrations(id, name, executed_at)`; older versions wrote the names with their endings. */
export async function ledger(
  project: Project,
  session: Session,
  env: Environment,
): Promise<Ledger> {
  const { table, schema } = await mikroOrmConfig(project, env);
  const found = await findLedger(session, project, { table, schema });
  const rows = await recordedIn<{ name: string }>(
    session,
    found,
    'name::text AS name',
    'ORDER BY id',
  );
  return { ...found, applied: rows.map((row) => row.name.replace(/\.[cm]?[jt]s$/, '')) };
}

export function record({ table }: Ledger, { name }: MigrationFile) {
  const [own, text] = [quoteQualified(table), quoteLiteral(name)];
  return {
    insert: `INSERT INTO ${own} (name) SELECT ${text} WHERE NOT EXISTS (SELECT FROM ${own} WHERE name = ${text})`,
    remove: `DELETE FROM ${own} WHERE name = ${text}`,
  };
}
