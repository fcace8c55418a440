import { expect, test } from 'vitest';
import { namesOf } from './find-call.ts';
import { findPythonCall } from './find-python-call.ts';

const alembic = `def upgrade() -> None:
    op.add_column('bookings', sa.Column('seat', sa.Text()))
    # ')' in a comment
    op.create_foreign_key(
        'bookings_user_id_fkey', 'bookings', 'users', ['user_id'], ['id'])


def downgrade() -> None:
    op.drop_constraint('bookings_user_id_fkey', 'bookings', 'users', 'user_id', 'id')
`;
const django = `class Migration(migrations.Migration):
    operations = [
        migrations.AddField(model_name='booking', name='seat', field=models.TextField(null=True)),
        migrations.AddField(
            model_name='booking', name='user',
            field=models.ForeignKey(to='shop.user', on_delete=django.db.models.deletion.CASCADE),
        ),
    ]
`;

test.each([
  [
    'an operation of Alembic, not that of its way down',
    alembic,
    'ALTER TABLE bookings ADD CONSTRAINT bookings_user_id_fkey FOREIGN KEY(user_id) REFERENCES users (id)',
    4,
  ],
  [
    'an operation of Django, by its model and its field',
    django,
    'ALTER TABLE "shop_booking" ADD CONSTRAINT "shop_booking_user_id_4ff2_fk" FOREIGN KEY ("user_id") REFERENCES "shop_user" ("id")',
    4,
  ],
  ['nothing', alembic, 'ALTER TABLE trips ADD FOREIGN KEY (car) REFERENCES cars (id)', null],
])('finds %s', async (_, text, sql, line) => {
  expect(findPythonCall(text, await namesOf(sql))?.line ?? null).toBe(line);
});
