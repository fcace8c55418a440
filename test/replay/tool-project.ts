import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { installProject } from '../tool-table/install-project.ts';
import { drizzle } from '../tool-table/projects/drizzle.ts';
import { knex } from '../tool-table/projects/knex.ts';
import { kysely } from '../tool-table/projects/kysely.ts';
import { mikroOrm } from '../tool-table/projects/mikro-orm.ts';
import { nodePgMigrate } from '../tool-table/projects/node-pg-migrate.ts';
import { typeorm } from '../tool-table/projects/typeorm.ts';
import type { ToolProject } from '../tool-table/tool-project.ts';

/** A project with two migrations: tables whose types differ, then the foreign key between them. */
export interface ReplayedProject {
  readonly tool: string;
  /** With its packages; null where it has none. */
  readonly project: ToolProject | null;
  readonly files: Readonly<Record<string, string>>;
  /** `file:line` of the foreign key. */
  readonly place: string;
  /** The migration that declares it, as the ledger has it. */
  readonly migration: string;
  /** The first one. */
  readonly first: string;
}

const users = 'CREATE TABLE users (id integer PRIMARY KEY, email text)';
const bookings = 'CREATE TABLE bookings (id integer PRIMARY KEY, user_id uuid)';
const key =
  'ALTER TABLE bookings ADD CONSTRAINT bookings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)';

/** The configurations lead to a server that nobody may reach. */
const nobody = "host: 'db.production.example', port: 5432, password: 'x', database: 'shop'";

export const replayedProjects: readonly ReplayedProject[] = [
  {
    tool: 'knex',
    project: knex,
    files: {
      'knexfile.js': `module.exports = { client: 'pg', connection: { ${nobody}, user: 'app' } };\n`,
      'migrations/20260101000000_tables.js': `exports.up = async (knex) => {
  await knex.raw('${users}');
  await knex.schema.createTable('bookings', (t) => {
    t.integer('id').primary();
    t.uuid('user_id');
  });
};
exports.down = () => {};\n`,
      'migrations/20260102000000_key.js': `exports.up = (knex) =>
  knex.schema.alterTable('bookings', (t) => {
    t.foreign('user_id').references('users.id');
  });
exports.down = () => {};\n`,
    },
    place: 'migrations/20260102000000_key.js:2',
    first: '20260101000000_tables.js',
    migration: '20260102000000_key.js',
  },
  {
    tool: 'node-pg-migrate',
    project: nodePgMigrate,
    files: {
      '.env': 'DATABASE_URL=postgres://app@db.production.example/shop\n',
      'migrations/1767225600000_tables.js': `exports.up = (pgm) => {
  pgm.sql('${users}');
  pgm.createTable('bookings', { id: { type: 'integer', primaryKey: true }, user_id: 'uuid' });
};
exports.down = () => {};\n`,
      'migrations/1767312000000_key.js': `exports.up = (pgm) => {
  pgm.addConstraint('bookings', 'k', { foreignKeys: { columns: 'user_id', references: 'users(id)' } });
};
exports.down = () => {};\n`,
    },
    place: 'migrations/1767312000000_key.js:2',
    first: '1767225600000_tables',
    migration: '1767312000000_key',
  },
  {
    tool: 'typeorm',
    project: typeorm,
    files: {
      'data-source.js': `require('reflect-metadata');
const { DataSource } = require('typeorm');
module.exports.AppDataSource = new DataSource({
  type: 'postgres', username: 'app', ${nobody}, migrations: [__dirname + '/migrations/*.js'],
});\n`,
      'migrations/1767225600000-Tables.js': `module.exports.Tables1767225600000 = class Tables1767225600000 {
  async up(runner) {
    await runner.query('${users}');
    await runner.query('${bookings}');
  }
  async down() {}
};\n`,
      'migrations/1767312000000-Key.js': `module.exports.Key1767312000000 = class Key1767312000000 {
  async up(runner) {
    await runner.query(\`${key}\`);
  }
  async down() {}
};\n`,
    },
    place: 'migrations/1767312000000-Key.js:3',
    first: 'Tables1767225600000',
    migration: 'Key1767312000000',
  },
  {
    tool: 'mikro-orm',
    project: mikroOrm,
    files: {
      'mikro-orm.config.js': `const { EntitySchema, defineConfig } = require('@mikro-orm/postgresql');
const { Migrator } = require('@mikro-orm/migrations');
const User = new EntitySchema({ name: 'User', tableName: 'users', properties: { id: { type: 'number', primary: true } } });
module.exports = defineConfig({
  entities: [User], extensions: [Migrator], host: 'db.production.example', port: 5432, user: 'app', password: 'x', dbName: 'shop',
  migrations: { path: './migrations', snapshot: false },
});\n`,
      'migrations/Migration20260101000000.js': `const { Migration } = require('@mikro-orm/migrations');
exports.Migration20260101000000 = class Migration20260101000000 extends Migration {
  async up() {
    this.addSql('${users};');
    this.addSql('${bookings};');
  }
};\n`,
      'migrations/Migration20260102000000.js': `const { Migration } = require('@mikro-orm/migrations');
exports.Migration20260102000000 = class Migration20260102000000 extends Migration {
  async up() {
    this.addSql(\`${key};\`);
  }
};\n`,
    },
    place: 'migrations/Migration20260102000000.js:4',
    first: 'Migration20260101000000',
    migration: 'Migration20260102000000',
  },
  {
    tool: 'drizzle',
    project: drizzle,
    files: {
      'drizzle.config.ts': `export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle',
  dbCredentials: { url: 'postgres://app:x@db.production.example:5432/shop' } };\n`,
      'schema.ts': '',
      'drizzle/0000_tables.sql': `${users};\n--> statement-breakpoint\n${bookings};\n`,
      'drizzle/0001_key.sql': `-- the key\n\n${key};\n`,
      'drizzle/meta/_journal.json': JSON.stringify({
        version: '7',
        dialect: 'postgresql',
        entries: [
          { idx: 0, version: '7', when: 1767225600000, tag: '0000_tables', breakpoints: true },
          { idx: 1, version: '7', when: 1767312000000, tag: '0001_key', breakpoints: true },
        ],
      }),
    },
    place: 'drizzle/0001_key.sql:3',
    first: '0000_tables',
    migration: '0001_key',
  },
  {
    tool: 'kysely',
    project: kysely,
    files: {
      'migrations/2026-01-01-tables.mjs': `import { sql } from 'kysely';
export async function up(db) {
  await sql\`${users}\`.execute(db);
  await db.schema.createTable('bookings').addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('user_id', 'uuid').execute();
}\n`,
      'migrations/2026-01-02-key.mjs': `export async function up(db) {
  await db.schema
    .alterTable('bookings')
    .addForeignKeyConstraint('k', ['user_id'], 'users', ['id'])
    .execute();
}\n`,
    },
    place: 'migrations/2026-01-02-key.mjs:2',
    first: '2026-01-01-tables',
    migration: '2026-01-02-key',
  },
  {
    tool: 'prisma',
    project: null,
    files: {
      'prisma/schema.prisma':
        'datasource db {\n  provider = "postgresql"\n  url      = env("SHOP_URL")\n}\n',
      'prisma/migrations/20260101000000_tables/migration.sql': `-- CreateTable\n${users};\n\n-- CreateTable\n${bookings};\n`,
      'prisma/migrations/20260102000000_key/migration.sql': `-- CreateIndex\nCREATE INDEX bookings_user ON bookings (user_id);\n\n-- AddForeignKey\n${key};\n`,
    },
    place: 'prisma/migrations/20260102000000_key/migration.sql:5',
    first: '20260101000000_tables',
    migration: '20260102000000_key',
  },
];

/** The project in a folder of its own, with the tool's packages; gone after the test. */
export function toolFolder(
  { project }: Pick<ReplayedProject, 'project'>,
  files: Readonly<Record<string, string>>,
): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'pgmend-replay-tool-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, '.git'));
  if (project !== null) {
    const installed = installProject(project);
    if ('reason' in installed) throw new Error(installed.reason);
    cpSync(path.join(installed.folder, 'package.json'), path.join(folder, 'package.json'));
    const modules = path.join(installed.folder, 'node_modules');
    symlinkSync(modules, path.join(folder, 'node_modules'), 'junction');
  }
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
