import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('array-column', [
  {
    name: 'a list of uuids',
    setup:
      'CREATE TABLE followers (id uuid PRIMARY KEY); CREATE TABLE stars (id int PRIMARY KEY, follower_ids uuid[])',
    fails: 'ALTER TABLE stars ADD FOREIGN KEY (follower_ids) REFERENCES followers (id)',
    says: ['stars.follower_ids is an array (uuid[])', 'stars_followers AS SELECT t.id, e.element'],
  },
  {
    name: 'declared by the statement',
    setup: 'CREATE TABLE followers (id text PRIMARY KEY)',
    fails: 'CREATE TABLE stars (ids text[] REFERENCES followers)',
    says: ['stars.ids is an array (text[])'],
  },
  {
    name: 'an incompatible type that is none',
    setup: 'CREATE TABLE followers (id uuid PRIMARY KEY)',
    fails: 'CREATE TABLE stars (follower int REFERENCES followers)',
    says: null,
  },
]);
