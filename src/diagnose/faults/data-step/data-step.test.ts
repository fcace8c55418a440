import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('data-step', [
  {
    name: 'a load in the wrong order',
    setup:
      'CREATE TABLE folders (id int PRIMARY KEY); CREATE TABLE feeds (folder int CONSTRAINT feeds_folder REFERENCES folders)',
    fails: 'INSERT INTO feeds VALUES (1)',
    says: [
      'feeds_folder leads from feeds (folder) to folders (id)',
      'rows of feeds would reference nothing',
    ],
  },
  {
    name: 'a delete of what is referenced',
    setup:
      'CREATE TABLE types (id int PRIMARY KEY); CREATE TABLE jobs (type int REFERENCES types ON DELETE RESTRICT); INSERT INTO types VALUES (1); INSERT INTO jobs VALUES (1)',
    fails: 'DELETE FROM types',
    says: ['rows of types are still referenced', 'ON DELETE RESTRICT'],
  },
  {
    name: 'SET NULL on NOT NULL',
    setup:
      'CREATE TABLE types (id int PRIMARY KEY); CREATE TABLE jobs (type int NOT NULL REFERENCES types ON DELETE SET NULL); INSERT INTO types VALUES (1); INSERT INTO jobs VALUES (1)',
    fails: 'DELETE FROM types',
    says: ['jobs.type is NOT NULL', 'contradict'],
  },
  {
    name: 'a comparison of other types',
    setup: 'CREATE TABLE users (old text, new int)',
    fails: 'UPDATE users SET new = old::int WHERE new <> old',
    says: ['old (text), new (integer)'],
  },
  {
    name: 'NOT NULL on a column without a reference',
    setup: 'CREATE TABLE users (name text NOT NULL)',
    fails: 'INSERT INTO users VALUES (NULL)',
    says: null,
  },
]);
