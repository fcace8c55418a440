import { foreignKey, type ToolProject } from '../tool-project.ts';

/** https://docs.djangoproject.com/en/5.2/intro/tutorial02/ and /howto/legacy-databases/ */
export const django: ToolProject = {
  name: 'Django (psycopg 3)',
  from: 'pypi',
  packages: { Django: '5.2.19', 'psycopg[binary]': '3.3.9' },
  version: 'Django',
  migration: 'bookings/migrations/0002_add_booking_key.py',
  scaffold: [
    ['django-admin', 'startproject', 'shop', '.'],
    ['python', 'manage.py', 'startapp', 'bookings'],
  ],
  migrate: ['python', 'manage.py', 'migrate'],
  status: {
    command: ['python', 'manage.py', 'showmigrations', 'bookings'],
    recorded: /\[X\] 0002_add_booking_key/,
  },
  edits: ({ host, port, user, password, database }) => ({
    'shop/settings.py': (text) =>
      text.replace('INSTALLED_APPS = [', "INSTALLED_APPS = [\n    'bookings',").replace(
        /DATABASES = \{[\s\S]*?\n\}\n/,
        `DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': '${database}',
        'USER': '${user}',
        'PASSWORD': '${password ?? ''}',
        'HOST': '${host}',
        'PORT': '${port}',
    }
}
`,
      ),
  }),
  files: () => ({
    'bookings/migrations/0001_initial.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name='Users',
            fields=[
                ('id', models.IntegerField(primary_key=True, serialize=False)),
                ('email', models.TextField(blank=True, null=True)),
            ],
            options={'db_table': 'users', 'managed': False},
        ),
    ]
`,
    'bookings/migrations/0002_add_booking_key.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('bookings', '0001_initial')]
    operations = [
        migrations.RunSQL(
            '${foreignKey.sql}',
            'ALTER TABLE bookings DROP CONSTRAINT ${foreignKey.name}',
        ),
    ]
`,
  }),
};
