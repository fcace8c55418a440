import type { Project } from '../tool.ts';
import type { MigratorTables } from './migrator-tables.ts';

/** The names of the Migrator's tables, as JSON: what `replay-migrator.cjs` finds in PGMEND_MIGRATE_TABLES. */
export function tablesAsTold({ settings }: Project): string {
  const { table, lockTable, schema } = settings;
  const told: { [name in keyof MigratorTables]: string | undefined } = {
    migrationTableName: table,
    migrationLockTableName: lockTable,
    migrationTableSchema: schema,
  };
  return JSON.stringify(told);
}
