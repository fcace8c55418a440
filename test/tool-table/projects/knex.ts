import type { ToolProject } from '../tool-project.ts';

/** https://knexjs.org/guide/migrations.html */
export const knex: ToolProject = {
  name: 'Knex',
  packages: { knex: '3.3.0', pg: '8.23.1' },
  version: 'knex',
  migration: 'migrations/20260101000000_add_booking_key.js',
  configured: true,
  export: {
    format: 'knex',
    revert: [
      ['knex', 'migrate:down'],
      ['knex', 'migrate:down'],
    ],
  },
  migrate: ['knex', 'migrate:latest'],
  status: {
    command: ['knex', 'migrate:list'],
    recorded: /Found 1 Completed Migration file[\s\S]*No Pending Migration files/,
  },
  files: ({ host, port, user, password, database }) => ({
    'knexfile.js': `module.exports = {
  development: {
    client: 'postgresql',
    connection: ${JSON.stringify({ host, port, user, password: password ?? '', database })},
    pool: { min: 2, max: 10 },
    migrations: { tableName: 'knex_migrations' },
  },
};
`,
    'migrations/20260101000000_add_booking_key.js': `exports.up = function (knex) {
  return knex.schema.alterTable('bookings', (table) => {
    table.foreign('user_id', 'bookings_user_id_fkey').references('users.id');
  });
};

exports.down = function (knex) {
  return knex.schema.alterTable('bookings', (table) => {
    table.dropForeign('user_id', 'bookings_user_id_fkey');
  });
};
`,
  }),
};
