import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('column-count', [
  {
    name: 'the whole primary key is meant',
    setup:
      'CREATE TABLE tasks (id int, project int, PRIMARY KEY (id, project)); CREATE TABLE logs (task int)',
    fails: 'ALTER TABLE logs ADD FOREIGN KEY (task) REFERENCES tasks',
    says: [
      'logs references with 1 (task) what has 2 in tasks (id and project)',
      'logs has no id and project',
    ],
  },
  {
    name: 'more columns than the key',
    setup:
      'CREATE TABLE tasks (id int PRIMARY KEY, project int); CREATE TABLE logs (task int, project int)',
    fails: 'ALTER TABLE logs ADD FOREIGN KEY (task, project) REFERENCES tasks (id)',
    says: ['with 2 (task and project) what has 1 in tasks (id)'],
  },
  {
    name: 'as many, but no key',
    setup: 'CREATE TABLE tasks (id int); CREATE TABLE logs (task int)',
    fails: 'ALTER TABLE logs ADD FOREIGN KEY (task) REFERENCES tasks (id)',
    says: null,
  },
]);
