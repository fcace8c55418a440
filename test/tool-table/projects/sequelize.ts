import type { ToolProject } from '../tool-project.ts';

/** https://sequelize.org/docs/v6/other-topics/migrations/ */
export const sequelize: ToolProject = {
  name: 'Sequelize (sequelize-cli)',
  packages: { sequelize: '6.37.8', 'sequelize-cli': '6.6.5', pg: '8.23.1' },
  version: 'sequelize-cli',
  migration: 'migrations/20260101000000-add-booking-key.js',
  configured: true,
  export: {
    format: 'sequelize',
    revert: [
      ['sequelize-cli', 'db:migrate:undo'],
      ['sequelize-cli', 'db:migrate:undo'],
    ],
  },
  migrate: ['sequelize-cli', 'db:migrate'],
  status: {
    command: ['sequelize-cli', 'db:migrate:status'],
    recorded: /up 20260101000000-add-booking-key\.js/,
  },
  files: ({ host, port, user, password, database }) => ({
    'config/config.json': JSON.stringify({
      development: { username: user, password, database, host, port, dialect: 'postgres' },
    }),
    'migrations/20260101000000-add-booking-key.js': `'use strict';

/** @type {import('sequelize-cli').Migration} */
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.addConstraint('bookings', {
      fields: ['user_id'],
      type: 'foreign key',
      name: 'bookings_user_id_fkey',
      references: { table: 'users', field: 'id' },
    });
  },

  async down(queryInterface, Sequelize) {
    await queryInterface.removeConstraint('bookings', 'bookings_user_id_fkey');
  },
};
`,
  }),
};
