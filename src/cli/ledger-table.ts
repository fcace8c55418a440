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

/** Whether a table is one of them, or the one of the project's own tool. */
export function ledgerTable(own: string | null) {
  return ({ name }: { readonly name: string }): boolean => knownLedgers.has(name) || name === own;
}
