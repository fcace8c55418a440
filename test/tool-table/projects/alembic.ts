import type { Target } from '../../../src/postgres/target.ts';
import { type ToolProject, urlOf } from '../tool-project.ts';

/** https://alembic.sqlalchemy.org/en/latest/tutorial.html */
const common = {
  from: 'pypi',
  version: 'alembic',
  migration: 'alembic/versions/1975ea83b712_add_booking_key.py',
  migrate: ['alembic', 'upgrade', 'head'],
  status: { command: ['alembic', 'current'], recorded: /1975ea83b712 \(head\)/ },
  files: () => ({
    'alembic/versions/1975ea83b712_add_booking_key.py': `"""add booking key

Revision ID: 1975ea83b712
Revises:
Create Date: 2026-01-01 00:00:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


revision: str = '1975ea83b712'
down_revision: Union[str, Sequence[str], None] = None
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_foreign_key('bookings_user_id_fkey', 'bookings', 'users', ['user_id'], ['id'])


def downgrade() -> None:
    op.drop_constraint('bookings_user_id_fkey', 'bookings', type_='foreignkey')
`,
  }),
} as const;

const configured = (driver: string) => (database: Target) => ({
  'alembic.ini': (text: string) =>
    text.replace(
      /^sqlalchemy\.url = .*$/m,
      `sqlalchemy.url = ${urlOf(database).replace('postgres:', `postgresql+${driver}:`)}`,
    ),
});

export const alembic: ToolProject = {
  ...common,
  name: 'Alembic (psycopg2)',
  packages: { alembic: '1.20.1', SQLAlchemy: '2.1.9', 'psycopg2-binary': '2.9.13' },
  scaffold: [['alembic', 'init', 'alembic']],
  edits: configured('psycopg2'),
};

export const alembicAsync: ToolProject = {
  ...common,
  name: 'Alembic (its async template, asyncpg)',
  packages: { alembic: '1.20.1', 'SQLAlchemy[asyncio]': '2.1.9', asyncpg: '0.32.0' },
  scaffold: [['alembic', 'init', '-t', 'async', 'alembic']],
  edits: configured('asyncpg'),
};
