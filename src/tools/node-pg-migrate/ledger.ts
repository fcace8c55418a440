import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import type { Ledger, MigrationFile, Project } from '../tool.ts';

/** `pgmigrations(id, name, run_on)`, names without endings. */
export async function ledger(project: Project, session: Session): Promise<Ledger> {
  const { table = 'pgmigrations', schema = null } = project.settings;
  const found = await findLedger(session, project, { table, schema });
  const rows = await recordedIn<{ name: string }>(
    session,
    found,
    'name::text AS name',
    'ORDER BY run_on, id',
  );
  return { ...found, applied: rows.map((row) => row.name) };
}

export function record({ table }: Ledger, { name }: MigrationFile) {
  const [own, text] = [quoteQualified(table), quoteLiteral(name)];
  return {
    insert: `INSERT INTO ${own} (name, run_on) SELECT ${text}, pg_catalog.now() WHERE NOT EXISTS (SELECT FROM ${own} WHERE name = ${text})`,
    remove: `DELETE FROM ${own} WHERE name = ${text}`,
  };
}
