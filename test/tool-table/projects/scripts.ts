import { foreignKey, type ToolProject, urlOf } from '../tool-project.ts';

/** A script that keeps no record of what it did. */
export const noLedger = {
  command: ['node', '-e', 'console.log("none")'],
  recorded: /none/,
} as const;

export const pgScript: ToolProject = {
  name: 'a script with pg',
  packages: { pg: '8.23.1' },
  version: 'pg',
  migration: 'migrate.mjs',
  migrate: ['node', 'migrate.mjs'],
  status: noLedger,
  files: (database) => ({
    'migrate.mjs': `import pg from 'pg';

const client = new pg.Client('${urlOf(database)}');
await client.connect();
await client.query(${JSON.stringify(foreignKey.sql)});
await client.end();
`,
  }),
};

export const postgresScript: ToolProject = {
  name: 'a script with postgres.js',
  packages: { postgres: '3.4.9' },
  version: 'postgres',
  migration: 'migrate.mjs',
  migrate: ['node', 'migrate.mjs'],
  status: noLedger,
  files: (database) => ({
    'migrate.mjs': `import postgres from 'postgres';

const sql = postgres('${urlOf(database)}');
await sql\`ALTER TABLE bookings ADD CONSTRAINT bookings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)\`;
await sql.end();
`,
  }),
};

export const psql: ToolProject = {
  name: 'psql',
  packages: {},
  version: ['psql', '--version'],
  migration: 'migration.sql',
  migrate: ['psql', '-X', '-v', 'ON_ERROR_STOP=1', '-f', 'migration.sql'],
  status: noLedger,
  env: ({ host, port, user, password, database }) => ({
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password ?? '',
    PGDATABASE: database,
  }),
  files: () => ({ 'migration.sql': `BEGIN;\n${foreignKey.sql};\nCOMMIT;\n` }),
};
