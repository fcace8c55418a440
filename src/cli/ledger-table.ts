import type { DetectedTool } from '../tools/detect-tool.ts';

/** Tables in which migration tools record what they have run; the project's own tool may name another. */
const knownLedgers = new Set([
  'SequelizeMeta',
  'knex_migrations',
  'pgmigrations',
  'migrations',
  '__drizzle_migrations',
  'mikro_orm_migrations',
  '_prisma_migrations',
  'schema_migrations',
  'goose_db_version',
  'alembic_version',
  'django_migrations',
  'flyway_schema_history',
  'kysely_migration',
]);

/** Whether a table is one of them. */
export function ledgerTable(detected: DetectedTool | null) {
  return ({ name }: { readonly name: string }): boolean =>
    knownLedgers.has(name) || Object.values(detected?.project.settings ?? {}).includes(name);
}
