import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('missing-column', [
  {
    name: 'on the referencing side',
    setup: 'CREATE TABLE users (user_id int PRIMARY KEY); CREATE TABLE clients (id int)',
    fails: 'ALTER TABLE clients ADD FOREIGN KEY (user_id) REFERENCES users (user_id)',
    says: [
      'there is no column user_id in clients, the referencing table',
      'ALTER TABLE public.clients ADD COLUMN user_id integer',
    ],
  },
  {
    name: 'on the referenced side',
    setup: 'CREATE TABLE faults (id int PRIMARY KEY, kind text)',
    fails: 'CREATE TABLE events (fault int REFERENCES faults (uuid))',
    says: [
      'there is no column uuid in faults, the referenced table',
      'faults (id integer, kind text)',
      'faults has the key id',
    ],
  },
  {
    name: 'another case',
    setup: 'CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE posts ("userId" int)',
    fails: 'ALTER TABLE posts ADD FOREIGN KEY (userid) REFERENCES users',
    says: ['"userId" has the same letters'],
  },
  {
    name: 'of a query',
    setup: 'CREATE TABLE users (id int)',
    fails: 'SELECT nothing FROM users',
    says: null,
  },
]);
