import { type ToolProject, urlOf } from '../tool-project.ts';

/** https://guides.rubyonrails.org/active_record_migrations.html, with the Rails of the machine. */
export const rails: ToolProject = {
  name: 'Rails (ActiveRecord)',
  packages: {},
  version: ['rails', '--version'],
  scaffold: [['rails', 'new', '.', '--database=postgresql', '--minimal', '--skip-git', '--force']],
  migration: 'db/migrate/20260101000000_add_booking_key.rb',
  migrate: ['bin/rails', 'db:migrate'],
  status: {
    command: ['bin/rails', 'db:migrate:status'],
    recorded: /up +20260101000000 +Add booking key/,
  },
  env: (database) => ({ DATABASE_URL: urlOf(database) }),
  files: () => ({
    'db/migrate/20260101000000_add_booking_key.rb': `class AddBookingKey < ActiveRecord::Migration[6.1]
  def change
    add_foreign_key :bookings, :users, name: 'bookings_user_id_fkey'
  end
end
`,
  }),
};
