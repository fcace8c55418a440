import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('default-type', [
  {
    name: 'set on a column',
    setup: 'CREATE TABLE sessions (id uuid PRIMARY KEY)',
    fails: 'ALTER TABLE sessions ALTER COLUMN id SET DEFAULT gen_random_uuid()::text',
    says: ['the default gen_random_uuid()::text has another type than sessions.id, which is uuid'],
  },
  {
    name: 'of a new column',
    setup: 'CREATE TABLE sessions (id uuid PRIMARY KEY)',
    fails: 'ALTER TABLE sessions ADD COLUMN owner int DEFAULT now()',
    says: ['the default now() has another type than sessions.owner'],
  },
  {
    name: 'a foreign key of other types',
    setup: 'CREATE TABLE users (id int PRIMARY KEY)',
    fails: 'CREATE TABLE notes (author uuid DEFAULT NULL REFERENCES users)',
    says: null,
  },
]);
