import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('missing-rights', [
  {
    name: 'a table of another owner',
    setup:
      'DROP ROLE IF EXISTS pgmend_guest; CREATE ROLE pgmend_guest; CREATE TABLE halls (id int PRIMARY KEY, stage int); SET LOCAL ROLE pgmend_guest',
    fails: 'ALTER TABLE halls DROP CONSTRAINT halls_pkey',
    says: ['role pgmend_guest is not the owner of halls', 'halls_pkey', 'OWNER TO pgmend_guest'],
  },
  {
    name: 'a reference that is not allowed',
    setup:
      'DROP ROLE IF EXISTS pgmend_guest; CREATE ROLE pgmend_guest; CREATE TABLE halls (id int PRIMARY KEY); CREATE SCHEMA guest AUTHORIZATION pgmend_guest; SET LOCAL ROLE pgmend_guest',
    fails: 'CREATE TABLE guest.shows (hall int REFERENCES public.halls)',
    says: [
      'pgmend_guest may not reference halls',
      'GRANT REFERENCES ON TABLE public.halls TO pgmend_guest',
    ],
  },
  {
    name: 'foreign keys switched off',
    setup:
      'DROP ROLE IF EXISTS pgmend_guest; CREATE ROLE pgmend_guest; SET LOCAL ROLE pgmend_guest',
    fails: 'SET session_replication_role = replica',
    says: ['no permission to set session_replication_role', 'SET CONSTRAINTS ALL DEFERRED'],
  },
  {
    name: 'reading is nothing of a key',
    setup:
      'DROP ROLE IF EXISTS pgmend_guest; CREATE ROLE pgmend_guest; CREATE TABLE halls (id int PRIMARY KEY); SET LOCAL ROLE pgmend_guest',
    fails: 'INSERT INTO halls VALUES (1)',
    says: null,
  },
]);
