import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('missing-relation', [
  {
    name: 'another case',
    setup: 'CREATE TABLE "Users" (id int PRIMARY KEY)',
    fails: 'CREATE TABLE posts (author int REFERENCES users (id))',
    says: [
      'table users, which posts is to reference, is not there',
      'public."Users": the same letters in another case',
    ],
  },
  {
    name: 'singular and plural',
    setup: 'CREATE TABLE trainers (id int PRIMARY KEY)',
    fails: 'CREATE TABLE lessons (trainer int REFERENCES trainer (id))',
    says: ['public.trainers: singular and plural of one word', 'primary key (id)'],
  },
  {
    name: 'another schema',
    setup: 'CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY)',
    fails: 'CREATE TABLE posts (author int REFERENCES users (id))',
    says: ['auth.users: the same name in schema auth'],
  },
  {
    name: 'the whole name in one pair of quotes',
    setup: 'CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY)',
    fails: 'CREATE TABLE posts (author int REFERENCES "auth.users" (id))',
    says: ['quote each part of its own, auth.users'],
  },
  {
    name: 'truly absent',
    setup: 'CREATE TABLE posts (thread int)',
    fails: 'ALTER TABLE posts ADD FOREIGN KEY (thread) REFERENCES threads (id)',
    says: ['none of a similar name', 'runs later'],
  },
  {
    name: 'the table of a query',
    setup: 'SELECT 1',
    fails: 'SELECT FROM nowhere',
    says: null,
  },
]);
