import { type ToolProject, urlOf } from '../tool-project.ts';

/** https://orm.drizzle.team/docs/drizzle-kit-migrate */
export const drizzle: ToolProject = {
  name: 'Drizzle (drizzle-kit migrate)',
  packages: { 'drizzle-kit': '0.31.11', 'drizzle-orm': '0.45.4', pg: '8.23.1' },
  version: 'drizzle-kit',
  migration: 'drizzle/0000_add_booking_key.sql',
  configured: true,
  export: { format: 'drizzle', revert: 'undo' },
  migrate: ['drizzle-kit', 'migrate'],
  // drizzle-kit has no status command: a second run has nothing to do.
  status: { command: ['drizzle-kit', 'migrate'], recorded: /migrations applied successfully/ },
  files: (database) => ({
    'drizzle.config.ts': `import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './schema.ts',
  out: './drizzle',
  dbCredentials: { url: '${urlOf(database)}' },
});
`,
    'schema.ts': `import { integer, pgTable, text } from 'drizzle-orm/pg-core';

export const users = pgTable('users', { id: integer().primaryKey(), email: text() });
export const bookings = pgTable('bookings', {
  id: integer().primaryKey(),
  userId: integer('user_id').references(() => users.id),
  seat: text(),
});
`,
    'drizzle/0000_add_booking_key.sql': `ALTER TABLE "bookings" ADD CONSTRAINT "bookings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
`,
    'drizzle/meta/_journal.json': JSON.stringify({
      version: '7',
      dialect: 'postgresql',
      entries: [
        {
          idx: 0,
          version: '7',
          when: 1767225600000,
          tag: '0000_add_booking_key',
          breakpoints: true,
        },
      ],
    }),
  }),
};
