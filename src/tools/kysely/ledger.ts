import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import type { Ledger, MigrationFile, Project } from '../tool.ts';

/** `kysely_migration(name, timestamp)`, the time as text in ISO 8601. */
export async function ledger(project: Project, session: Session): Promise<Ledger> {
  const { table = 'kysely_migration', schema = null } = project.settings;
  const found = await findLedger(session, project, { table, schema });
  const rows = await recordedIn<{ name: string }>(
    session,
    found,
    'name::text AS name',
    'ORDER BY "timestamp", name',
  );
  return { ...found, applied: rows.map((row) => row.name) };
}

export function record({ table }: Ledger, { name }: MigrationFile) {
  const [own, text] = [quoteQualified(table), quoteLiteral(name)];
  const time = `pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.now()), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return {
    insert: `INSERT INTO ${own} (name, "timestamp") VALUES (${text}, ${time}) ON CONFLICT DO NOTHING`,
    remove: `DELETE FROM ${own} WHERE name = ${text}`,
  };
}
