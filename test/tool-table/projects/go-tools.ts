import { foreignKey, type ToolProject, urlOf } from '../tool-project.ts';

const dropKey = `ALTER TABLE bookings DROP CONSTRAINT ${foreignKey.name}`;

/** https://github.com/amacneil/dbmate#usage */
export const dbmate: ToolProject = {
  name: 'dbmate',
  packages: { dbmate: '2.36.0' },
  version: 'dbmate',
  migration: 'db/migrations/20260101000000_add_booking_key.sql',
  // Its dump of the schema needs a pg_dump of the server's version.
  migrate: ['dbmate', '--no-dump-schema', 'up'],
  status: { command: ['dbmate', 'status'], recorded: /\[X\] 20260101000000_add_booking_key\.sql/ },
  findable: true,
  export: {
    format: 'dbmate',
    revert: [
      ['dbmate', '--no-dump-schema', 'rollback'],
      ['dbmate', '--no-dump-schema', 'rollback'],
    ],
  },
  files: (database) => ({
    '.env': `DATABASE_URL="${urlOf(database)}?sslmode=disable"\n`,
    'db/migrations/20260101000000_add_booking_key.sql': `-- migrate:up
${foreignKey.sql};

-- migrate:down
${dropKey};
`,
  }),
};

/** https://pressly.github.io/goose/documentation/environment-variables/ */
export const goose: ToolProject = {
  name: 'goose',
  from: 'go',
  packages: { 'github.com/pressly/goose/v3/cmd/goose': 'v3.27.0' },
  tags: [
    'no_clickhouse',
    'no_libsql',
    'no_mssql',
    'no_mysql',
    'no_spanner',
    'no_sqlite3',
    'no_vertica',
    'no_ydb',
  ],
  version: ['goose', '--version'],
  migration: 'migrations/20260101000000_add_booking_key.sql',
  migrate: ['goose', 'up'],
  status: {
    command: ['goose', 'status'],
    recorded: /(?<!Pending.*)20260101000000_add_booking_key\.sql/,
  },
  findable: true,
  export: {
    format: 'goose',
    revert: [
      ['goose', 'down'],
      ['goose', 'down'],
    ],
  },
  files: (database) => ({
    '.env': `GOOSE_DRIVER=postgres
GOOSE_DBSTRING=${urlOf(database)}
GOOSE_MIGRATION_DIR=./migrations
`,
    'migrations/20260101000000_add_booking_key.sql': `-- +goose Up
${foreignKey.sql};

-- +goose Down
${dropKey};
`,
  }),
};

const onDatabase = [
  ...['migrate', '-path', 'migrations'],
  ...['-database', '$DATABASE_URL?sslmode=disable'],
];

/** https://github.com/golang-migrate/migrate/tree/master/cmd/migrate */
export const golangMigrate: ToolProject = {
  name: 'golang-migrate',
  from: 'go',
  packages: { 'github.com/golang-migrate/migrate/v4/cmd/migrate': 'v4.19.1' },
  tags: ['postgres'],
  version: 'github.com/golang-migrate/migrate/v4/cmd/migrate',
  migration: 'migrations/000001_add_booking_key.up.sql',
  migrate: [...onDatabase, 'up'],
  // A migration that failed leaves its version "dirty": what it left has to be looked at, and the version set back.
  afterFailure: [...[...onDatabase, 'force', '--', '-1']],
  status: {
    command: [...onDatabase, 'version'],
    recorded: /^1\s*$/m,
  },
  findable: true,
  export: {
    format: 'golang-migrate',
    revert: [
      [...onDatabase, 'down', '1'],
      [...onDatabase, 'down', '1'],
    ],
  },
  files: () => ({
    'migrations/000001_add_booking_key.up.sql': `${foreignKey.sql};\n`,
    'migrations/000001_add_booking_key.down.sql': `${dropKey};\n`,
  }),
};
