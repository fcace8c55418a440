import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('not-null-on-rows', [
  {
    name: 'a new reference',
    setup:
      "CREATE TABLE projects (id text PRIMARY KEY); CREATE TABLE bills (projectid text NOT NULL); INSERT INTO bills VALUES ('trip')",
    fails: 'ALTER TABLE bills ADD COLUMN project_id text NOT NULL REFERENCES projects',
    says: [
      'bills.project_id is to be NOT NULL',
      'projectid (text) may hold that reference already',
    ],
  },
  {
    name: 'set on a column',
    setup: 'CREATE TABLE bills (total int); INSERT INTO bills VALUES (NULL)',
    fails: 'ALTER TABLE bills ALTER COLUMN total SET NOT NULL',
    says: ['Rows hold NULL in bills.total'],
  },
  {
    name: 'a row that is written',
    setup: 'CREATE TABLE bills (total int NOT NULL)',
    fails: 'INSERT INTO bills VALUES (NULL)',
    says: null,
  },
]);
