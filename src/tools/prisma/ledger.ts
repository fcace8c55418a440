import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { findLedger, recordedIn } from '../ledger.ts';
import type { Environment, Ledger, MigrationFile, Project } from '../tool.ts';
import { datasource } from './datasource.ts';

/** `_prisma_migrations`: a row is there while a migration runs, and done once it has `finished_at`. */
export async function ledger(
  project: Project,
  session: Session,
  env: Environment,
): Promise<Ledger> {
  const { schema } = await datasource(project, env);
  const found = await findLedger(session, project, { table: '_prisma_migrations', schema });
  const rows = await recordedIn<{ name: string }>(
    session,
    found,
    'migration_name::text AS name',
    'WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY started_at, migration_name',
  );
  const [failed] = await recordedIn<{ name: string }>(
    session,
    found,
    'migration_name::text AS name',
    'WHERE finished_at IS NULL AND rolled_back_at IS NULL ORDER BY started_at, migration_name',
  );
  return {
    ...found,
    applied: rows.map((row) => row.name),
    ...(failed === undefined
      ? {}
      : {
          left: {
            says: `The migration ${failed.name} has failed or was broken off, and Prisma carries out nothing before somebody says what became of it (P3009).`,
            next: `pgmend mark ${failed.name} where its work is done, else prisma migrate resolve --rolled-back ${failed.name}`,
          },
        }),
  };
}

/**
 * As `prisma migrate resolve --applied` records it: failed attempts (P3009) count as rolled back, and the row has the
 * SHA-256 of migration.sql.
 */
export async function record(
  { table }: Ledger,
  { name, path }: MigrationFile,
): Promise<{ readonly insert: string; readonly remove: string }> {
  const [own, text] = [quoteQualified(table), quoteLiteral(name)];
  const checksum = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return {
    insert:
      `WITH failed AS (UPDATE ${own} SET rolled_back_at = pg_catalog.now() WHERE migration_name = ${text} AND finished_at IS NULL AND rolled_back_at IS NULL) ` +
      `INSERT INTO ${own} (id, checksum, migration_name, started_at, finished_at, applied_steps_count) ` +
      `VALUES (pg_catalog.gen_random_uuid()::text, ${quoteLiteral(checksum)}, ${text}, pg_catalog.now(), pg_catalog.now(), 0)`,
    remove: `DELETE FROM ${own} WHERE migration_name = ${text} AND finished_at IS NOT NULL`,
  };
}
