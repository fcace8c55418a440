import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import type { Environment, Ledger, MigrationFile, Project } from '../tool.ts';
import { drizzleConfig } from './drizzle-config.ts';
import { readJournal } from './journal.ts';

/**
 * `drizzle.__drizzle_migrations(id, hash, created_at)`: SHA-256 of the file, and the time that the journal has for it.
 * What the journal does not know is given by its hash.
 */
export async function ledger(
  project: Project,
  session: Session,
  env: Environment,
): Promise<Ledger> {
  const { table, schema } = await drizzleConfig(project, env);
  const { migrations } = await readJournal(project);
  const found = await findLedger(session, project, { table, schema });
  const rows = await recordedIn<{ hash: string; time: string }>(
    session,
    found,
    'hash, created_at::text AS time',
    'ORDER BY created_at, id',
  );
  return {
    ...found,
    applied: rows.map(
      ({ hash, time }) => migrations.find((one) => String(one.when) === time)?.tag ?? hash,
    ),
  };
}

/**
 * As `drizzle-kit migrate` records it. It compares times only: what is earlier than the latest record never runs, so
 * records must be made in the journal's order.
 */
export async function record(
  { table }: Ledger,
  { path }: MigrationFile,
  project: Project,
): Promise<{ readonly insert: string; readonly remove: string }> {
  const own = quoteQualified(table);
  const { migrations } = await readJournal(project);
  const when = migrations.find((one) => one.path === path)?.when ?? 0;
  const hash = createHash('sha256')
    .update(await readFile(path, 'utf8'))
    .digest('hex');
  return {
    insert: `INSERT INTO ${own} (hash, created_at) SELECT ${quoteLiteral(hash)}, ${when} WHERE NOT EXISTS (SELECT FROM ${own} WHERE created_at = ${when})`,
    remove: `DELETE FROM ${own} WHERE created_at = ${when}`,
  };
}
