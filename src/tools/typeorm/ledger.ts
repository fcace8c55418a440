import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import type { Environment, Ledger, MigrationFile, Project } from '../tool.ts';
import { dataSource } from './data-source.ts';
import { timeOf } from './migrations.ts';

/** `migrations(id, timestamp, name)`, the names of the classes. */
export async function ledger(
  project: Project,
  session: Session,
  env: Environment,
): Promise<Ledger> {
  const { table, schema } = await dataSource(project, env);
  const found = await findLedger(session, project, { table, schema });
  const rows = await recordedIn<{ name: string }>(
    session,
    found,
    'name::text AS name',
    'ORDER BY "timestamp", id',
  );
  return { ...found, applied: rows.map((row) => row.name) };
}

export function record({ table }: Ledger, { name }: MigrationFile) {
  const [own, text] = [quoteQualified(table), quoteLiteral(name)];
  return {
    insert: `INSERT INTO ${own} ("timestamp", name) SELECT ${timeOf(name)}, ${text} WHERE NOT EXISTS (SELECT FROM ${own} WHERE name = ${text})`,
    remove: `DELETE FROM ${own} WHERE name = ${text}`,
  };
}
