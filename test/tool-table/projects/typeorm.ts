import type { ToolProject } from '../tool-project.ts';

/** https://typeorm.io/docs/advanced-topics/migrations/ */
export const typeorm: ToolProject = {
  name: 'TypeORM',
  packages: { typeorm: '1.1.1', 'reflect-metadata': '0.2.2', pg: '8.23.1' },
  version: 'typeorm',
  migration: 'migrations/1767225600000-AddBookingKey.js',
  configured: true,
  export: {
    format: 'typeorm',
    revert: [
      ['typeorm', 'migration:revert', '-d', 'data-source.js'],
      ['typeorm', 'migration:revert', '-d', 'data-source.js'],
    ],
  },
  migrate: ['typeorm', 'migration:run', '-d', 'data-source.js'],
  status: {
    command: ['typeorm', 'migration:show', '-d', 'data-source.js'],
    recorded: /\[X\] \d* ?AddBookingKey1767225600000/,
  },
  files: ({ host, port, user, password, database }) => ({
    'data-source.js': `require('reflect-metadata');
const { DataSource } = require('typeorm');

module.exports.AppDataSource = new DataSource({
  type: 'postgres',
  host: '${host}',
  port: ${port},
  username: '${user}',
  password: '${password ?? ''}',
  database: '${database}',
  migrations: [__dirname + '/migrations/*.js'],
});
`,
    'migrations/1767225600000-AddBookingKey.js': `module.exports = class AddBookingKey1767225600000 {
  name = 'AddBookingKey1767225600000';

  async up(queryRunner) {
    await queryRunner.query(
      'ALTER TABLE "bookings" ADD CONSTRAINT "bookings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION',
    );
  }

  async down(queryRunner) {
    await queryRunner.query('ALTER TABLE "bookings" DROP CONSTRAINT "bookings_user_id_fkey"');
  }
};
`,
  }),
};
