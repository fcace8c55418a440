import { foreignKey, type ToolProject, urlOf } from '../tool-project.ts';

const common = {
  packages: { prisma: '7.10.1' },
  version: 'prisma',
  // Its engine is no part of the package: the program fetches it at its first use.
  ready: ['prisma', 'version'],
  migration: 'prisma/migrations/20260101000000_add_booking_key/migration.sql',
} as const;

/** https://www.prisma.io/docs/orm/prisma-migrate/workflows/development-and-production */
export const prismaDeploy: ToolProject = {
  ...common,
  name: 'Prisma (migrate deploy)',
  migrate: ['prisma', 'migrate', 'deploy'],
  status: {
    command: ['prisma', 'migrate', 'status'],
    recorded: /Database schema is up to date!/,
  },
  files: (database) => ({
    'prisma.config.ts': `import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: '${urlOf(database)}' },
});
`,
    'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
}

model users {
  id       Int        @id
  email    String?
  bookings bookings[]
}

model bookings {
  id      Int     @id
  user_id Int?
  seat    String?
  users   users?  @relation(fields: [user_id], references: [id], onDelete: NoAction, onUpdate: NoAction, map: "${foreignKey.name}")
}
`,
    'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
    'prisma/migrations/20260101000000_add_booking_key/migration.sql': `-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
`,
  }),
};

/** https://www.prisma.io/docs/orm/prisma-migrate/workflows/prototyping-your-schema */
export const prismaPush: ToolProject = {
  ...prismaDeploy,
  name: 'Prisma (db push)',
  migration: 'prisma/schema.prisma',
  migrate: ['prisma', 'db', 'push', '--accept-data-loss'],
  status: {
    command: ['prisma', 'db', 'push'],
    recorded: /The database is already in sync with the Prisma schema/,
  },
  stopsNotAt: ['half-applied'],
};
