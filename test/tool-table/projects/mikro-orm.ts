import type { ToolProject } from '../tool-project.ts';

/** https://mikro-orm.io/docs/migrations */
export const mikroOrm: ToolProject = {
  name: 'MikroORM',
  packages: {
    '@mikro-orm/core': '6.6.7',
    '@mikro-orm/cli': '6.6.7',
    '@mikro-orm/postgresql': '6.6.7',
    '@mikro-orm/migrations': '6.6.7',
  },
  version: '@mikro-orm/core',
  migration: 'migrations/Migration20260101000000.js',
  configured: true,
  export: {
    format: 'mikro-orm',
    revert: [
      ['mikro-orm', 'migration:down'],
      ['mikro-orm', 'migration:down'],
    ],
  },
  migrate: ['mikro-orm', 'migration:up'],
  status: { command: ['mikro-orm', 'migration:list'], recorded: /Migration20260101000000/ },
  files: ({ host, port, user, password, database }) => ({
    'mikro-orm.config.js': `const { EntitySchema, defineConfig } = require('@mikro-orm/postgresql');
const { Migrator } = require('@mikro-orm/migrations');

const User = new EntitySchema({
  name: 'User',
  tableName: 'users',
  properties: { id: { type: 'number', primary: true }, email: { type: 'string', nullable: true } },
});

module.exports = defineConfig({
  entities: [User],
  extensions: [Migrator],
  host: '${host}',
  port: ${port},
  user: '${user}',
  password: '${password ?? ''}',
  dbName: '${database}',
  migrations: { path: './migrations', snapshot: false },
});
`,
    'migrations/Migration20260101000000.js': `const { Migration } = require('@mikro-orm/migrations');

class Migration20260101000000 extends Migration {
  async up() {
    this.addSql('alter table "bookings" add constraint "bookings_user_id_fkey" foreign key ("user_id") references "users" ("id");');
  }

  async down() {
    this.addSql('alter table "bookings" drop constraint "bookings_user_id_fkey";');
  }
}
exports.Migration20260101000000 = Migration20260101000000;
`,
  }),
};
