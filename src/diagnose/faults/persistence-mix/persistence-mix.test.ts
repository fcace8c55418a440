import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('persistence-mix', [
  {
    name: 'an unlogged table is referenced',
    setup: 'CREATE UNLOGGED TABLE caches (id int PRIMARY KEY); CREATE TABLE hits (cache int)',
    fails: 'ALTER TABLE hits ADD FOREIGN KEY (cache) REFERENCES caches',
    says: [
      'hits is permanent and cannot reference caches, which is unlogged',
      'ALTER TABLE public.caches SET LOGGED',
    ],
  },
  {
    name: 'a temporary one',
    setup: 'CREATE TEMPORARY TABLE drafts (id int PRIMARY KEY)',
    fails: 'CREATE TABLE notes (draft int REFERENCES drafts)',
    says: ['notes is permanent', 'temporary', 'without TEMPORARY'],
  },
  {
    name: 'an invalid definition of another kind',
    setup: 'CREATE TABLE parents (id int)',
    fails: 'CREATE TABLE children (id int PRIMARY KEY, PRIMARY KEY (id))',
    says: null,
  },
]);
