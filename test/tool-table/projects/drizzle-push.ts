import type { Target } from '../../../src/postgres/target.ts';
import { type ToolProject, urlOf } from '../tool-project.ts';

/** https://orm.drizzle.team/docs/drizzle-kit-push */
const files = (database: Target) => ({
  'drizzle.config.ts': `import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './schema.ts',
  dbCredentials: { url: '${urlOf(database)}' },
});
`,
  'schema.ts': `import { foreignKey, integer, pgTable, text } from 'drizzle-orm/pg-core';

export const users = pgTable('users', { id: integer().primaryKey(), email: text() });
export const bookings = pgTable(
  'bookings',
  { id: integer().primaryKey(), userId: integer('user_id'), seat: text() },
  (table) => [
    foreignKey({ name: 'bookings_user_id_fkey', columns: [table.userId], foreignColumns: [users.id] }),
  ],
);
`,
});

const common = {
  version: 'drizzle-kit',
  migration: 'schema.ts',
  migrate: ['drizzle-kit', 'push', '--force'],
  // A second push has nothing to do.
  status: { command: ['drizzle-kit', 'push', '--force'], recorded: /No changes detected/ },
  // It compares, and sees the foreign key that is there.
  stopsNotAt: ['half-applied'],
  files,
} as const;

export const drizzlePush: ToolProject = {
  ...common,
  name: 'Drizzle (drizzle-kit push)',
  packages: { 'drizzle-kit': '0.31.11', 'drizzle-orm': '0.45.4', pg: '8.23.1' },
};

export const drizzlePush1: ToolProject = {
  ...common,
  name: 'Drizzle 1.0 (drizzle-kit push)',
  packages: { 'drizzle-kit': '1.0.0-rc.5', 'drizzle-orm': '1.0.0-rc.5', pg: '8.23.1' },
  // It writes a cast of its own, which these values take.
  stopsNotAt: ['types with data', 'half-applied'],
  // It compares every schema that the configuration does not leave out.
  told(said) {
    const [, file = '', line = ''] = /put this into (\S+): (.*)/.exec(said) ?? [];
    return { [file]: (text) => text.replace('defineConfig({', `defineConfig({\n  ${line}`) };
  },
};

export const drizzleMigrate1: ToolProject = {
  name: 'Drizzle 1.0 (drizzle-kit migrate)',
  packages: drizzlePush1.packages,
  version: 'drizzle-kit',
  migration: 'drizzle/20260101000000_add_booking_key/migration.sql',
  migrate: ['drizzle-kit', 'migrate'],
  // drizzle-kit has no status command: a second run has nothing to do.
  status: { command: ['drizzle-kit', 'migrate'], recorded: /migrations applied successfully/ },
  files: (database) => ({
    ...files(database),
    'drizzle/20260101000000_add_booking_key/migration.sql': `ALTER TABLE "bookings" ADD CONSTRAINT "bookings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");
`,
  }),
};
