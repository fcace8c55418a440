import { expect, test } from 'vitest';
import { namesOf } from './find-call.ts';
import { findRubyCall } from './find-ruby-call.ts';

const migration = `class AddKeys < ActiveRecord::Migration[6.1]
  def up
    create_table :seats do |t|
      t.string :row, null: false # the row, as in "A#1"
      t.references :user,
                   foreign_key: true, type: :integer
    end
    # add_foreign_key :trips, :cars
    add_foreign_key :bookings, :users,
                    name: 'bookings_user_id_fkey'
    add_reference :tickets, :category, foreign_key: true
  end

  def down
    remove_foreign_key :trips, :cars, column: :car
  end
end
`;

test.each([
  [
    'the call that adds the key',
    'ALTER TABLE "bookings" ADD CONSTRAINT "bookings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id")',
    9,
  ],
  [
    'a reference, by its column in the singular',
    'ALTER TABLE "tickets" ADD CONSTRAINT "fk_rails_1" FOREIGN KEY ("category_id") REFERENCES "categories" ("id")',
    11,
  ],
  [
    'the table that a block makes',
    'CREATE TABLE "seats" ("id" bigserial primary key, "row" varchar NOT NULL, "user_id" integer, CONSTRAINT "fk_rails_2" FOREIGN KEY ("user_id") REFERENCES "users" ("id"))',
    3,
  ],
  [
    'a line of the block, by its table',
    'ALTER TABLE "seats" ADD CONSTRAINT "fk_rails_3" FOREIGN KEY ("user_id") REFERENCES "users" ("id")',
    5,
  ],
  [
    'nothing in the way down or a comment',
    'ALTER TABLE "trips" ADD CONSTRAINT "fk_rails_4" FOREIGN KEY ("car") REFERENCES "cars" ("id")',
    null,
  ],
])('finds %s', async (_, sql, line) => {
  expect(findRubyCall(migration, await namesOf(sql))?.line ?? null).toBe(line);
});
