import { type ToolProject, urlOf } from '../tool-project.ts';

/** https://salsita.github.io/node-pg-migrate/getting-started */
export const nodePgMigrate: ToolProject = {
  name: 'node-pg-migrate',
  packages: { 'node-pg-migrate': '9.0.0', pg: '8.23.1' },
  version: 'node-pg-migrate',
  migration: 'migrations/1767225600000_add-booking-key.js',
  configured: true,
  export: {
    format: 'node-pg-migrate',
    revert: [
      ['node-pg-migrate', 'down'],
      ['node-pg-migrate', 'down'],
    ],
  },
  migrate: ['node-pg-migrate', 'up'],
  status: { command: ['node-pg-migrate', 'up', '--dry-run'], recorded: /No migrations to run!/ },
  env: (database) => ({ DATABASE_URL: urlOf(database) }),
  files: () => ({
    'migrations/1767225600000_add-booking-key.js': `exports.up = (pgm) => {
  pgm.addConstraint('bookings', 'bookings_user_id_fkey', {
    foreignKeys: { columns: 'user_id', references: 'users(id)' },
  });
};

exports.down = (pgm) => {
  pgm.dropConstraint('bookings', 'bookings_user_id_fkey');
};
`,
  }),
};
