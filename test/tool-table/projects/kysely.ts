import type { ToolProject } from '../tool-project.ts';

/** https://kysely.dev/docs/migrations */
export const kysely: ToolProject = {
  name: 'Kysely (Migrator)',
  packages: { kysely: '0.28.19', pg: '8.23.1' },
  version: 'kysely',
  migration: 'migrations/2026-01-01-add-booking-key.mjs',
  export: {
    format: 'kysely',
    revert: [
      ['node', 'migrate.mjs', 'down'],
      ['node', 'migrate.mjs', 'down'],
    ],
  },
  migrate: ['node', 'migrate.mjs'],
  status: {
    command: ['node', 'migrate.mjs', 'status'],
    recorded: /2026-01-01-add-booking-key executed/,
  },
  files: ({ host, port, user, password, database }) => ({
    'migrate.mjs': `import { promises as fs } from 'node:fs';
import path from 'node:path';
import { FileMigrationProvider, Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';

const db = new Kysely({
  dialect: new PostgresDialect({
    pool: new pg.Pool(${JSON.stringify({ host, port, user, password: password ?? '', database })}),
  }),
});
const migrator = new Migrator({
  db,
  provider: new FileMigrationProvider({
    fs,
    path,
    migrationFolder: path.join(import.meta.dirname, 'migrations'),
  }),
});
if (process.argv[2] === 'status') {
  for (const { name, executedAt } of await migrator.getMigrations()) {
    console.log(name, executedAt === undefined ? 'pending' : 'executed');
  }
} else {
  const { error, results } =
    process.argv[2] === 'down' ? await migrator.migrateDown() : await migrator.migrateToLatest();
  for (const one of results ?? []) console.log(one.migrationName, one.status);
  if (error) {
    console.error('failed to migrate', error);
    process.exitCode = 1;
  }
}
await db.destroy();
`,
    'migrations/2026-01-01-add-booking-key.mjs': `export async function up(db) {
  await db.schema
    .alterTable('bookings')
    .addForeignKeyConstraint('bookings_user_id_fkey', ['user_id'], 'users', ['id'])
    .execute();
}

export async function down(db) {
  await db.schema.alterTable('bookings').dropConstraint('bookings_user_id_fkey').execute();
}
`,
  }),
};
