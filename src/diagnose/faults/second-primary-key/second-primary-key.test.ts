import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('second-primary-key', [
  {
    name: 'over another column',
    setup:
      'CREATE TABLE steps (id int PRIMARY KEY); CREATE TABLE branches (id int PRIMARY KEY, step int NOT NULL)',
    fails: 'ALTER TABLE branches ADD PRIMARY KEY (step)',
    says: [
      'branches has a primary key over id already',
      'ALTER TABLE public.branches ADD UNIQUE (step)',
      'PRIMARY KEY (id, step)',
    ],
  },
  {
    name: 'the same one again',
    setup: 'CREATE TABLE steps (id int PRIMARY KEY)',
    fails: 'ALTER TABLE steps ADD PRIMARY KEY (id)',
    says: null,
  },
]);
