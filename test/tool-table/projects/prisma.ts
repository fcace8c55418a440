import type { Target } from '../../../src/postgres/target.ts';
import { foreignKey, type ToolProject, urlOf } from '../tool-project.ts';

const added = '20260101000000_add_booking_key';

const models = `
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
`;

const migrations = {
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  // The tables are there already: https://www.prisma.io/docs/orm/prisma-migrate/workflows/baselining
  'prisma/migrations/0_init/migration.sql': `-- CreateTable
CREATE TABLE "users" ("id" INTEGER NOT NULL, "email" TEXT, CONSTRAINT "users_pkey" PRIMARY KEY ("id"));

-- CreateTable
CREATE TABLE "bookings" ("id" INTEGER NOT NULL, "user_id" INTEGER, "seat" TEXT, CONSTRAINT "bookings_pkey" PRIMARY KEY ("id"));
`,
  [`prisma/migrations/${added}/migration.sql`]: `-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
`,
};

/**
 * What its configuration says where the schema engine is the one of WebAssembly that the package brings. It leaves
 * behind the timer of its advisory lock and an open pool: the finished command would stay ten seconds for either.
 */
const engineOfPackage = (database: Target) => `import { PrismaPg } from '@prisma/adapter-pg';
import { defineConfig } from 'prisma/config';

const timer = globalThis.setTimeout;
globalThis.setTimeout = Object.assign((...args) => {
  const made = timer(...args);
  return args[1] === 10_000 ? made.unref() : made;
}, timer);

export default defineConfig({
  schema: 'prisma/schema.prisma',
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg({ connectionString: '${urlOf(database)}', allowExitOnIdle: true }),
  migrations: { path: 'prisma/migrations' },
});
`;

const markRolledBack = `const client = new (require('pg').Client)(process.argv[1]);
client.connect()
  .then(() => client.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL'))
  .then(() => client.end());`;

const deploying = {
  migration: `prisma/migrations/${added}/migration.sql`,
  migrate: ['prisma', 'migrate', 'deploy'],
  baseline: [['prisma', 'migrate', 'resolve', '--applied', '0_init']],
  // A migration that failed is in its ledger (P3009) until somebody says what became of it. This is what
  // `prisma migrate resolve --rolled-back` does, which looks for the other engine here.
  afterFailure: [...['node', '-e', markRolledBack, '$DATABASE_URL']],
  status: { command: ['prisma', 'migrate', 'status'], recorded: /Database schema is up to date!/ },
} as const;

const six = {
  // Of 6, the last with `engine: 'js'`; the adapter of 7, the first that reads the type "name", which the engine asks for.
  packages: { prisma: '6.19.3', '@prisma/adapter-pg': '7.10.1' },
  version: 'prisma',
  configured: true,
  files: (database: Target) => ({
    'prisma.config.ts': engineOfPackage(database),
    'prisma/schema.prisma': `generator client {
  provider   = "prisma-client"
  output     = "../generated/prisma"
  engineType = "client"
}

datasource db {
  provider = "postgresql"
  url      = "${urlOf(database)}"
}
${models}`,
    ...migrations,
  }),
} as const;

/** https://www.prisma.io/docs/orm/prisma-migrate/workflows/development-and-production */
export const prismaDeploy: ToolProject = {
  ...six,
  ...deploying,
  name: 'Prisma 6, engine "js" (migrate deploy)',
  export: { format: 'prisma', revert: 'undo' },
};

/** https://www.prisma.io/docs/orm/prisma-migrate/workflows/prototyping-your-schema */
export const prismaPush: ToolProject = {
  ...six,
  name: 'Prisma 6, engine "js" (db push)',
  migration: 'prisma/schema.prisma',
  migrate: ['prisma', 'db', 'push', '--accept-data-loss', '--skip-generate'],
  status: {
    command: ['prisma', 'db', 'push', '--skip-generate'],
    recorded: /The database is already in sync with the Prisma schema/,
  },
  // The adapter has no name for the type "char", and the engine looks at the schema by it.
  cannot: /Error: Column type 'char' could not be deserialized from the database\./,
  // It compares, and sees the foreign key that is there.
  stopsNotAt: ['half-applied'],
};

/** 7 has no other engine than the program that it fetches at its first use. */
export const prisma7: ToolProject = {
  ...deploying,
  name: 'Prisma 7 (migrate deploy)',
  packages: { prisma: '7.10.1' },
  version: 'prisma',
  ready: ['prisma', 'version'],
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
${models}`,
    ...migrations,
  }),
};
