import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('wrong-target', [
  {
    name: 'a view is referenced',
    setup:
      'CREATE TABLE boats (id int PRIMARY KEY); CREATE VIEW fast AS SELECT id FROM boats; CREATE TABLE races (boat int)',
    fails: 'ALTER TABLE races ADD FOREIGN KEY (boat) REFERENCES fast (id)',
    says: ['fast is a view, not a table: a foreign key cannot lead from races to it', 'boats'],
  },
  {
    name: 'a materialized view',
    setup:
      'CREATE TABLE boats (id int PRIMARY KEY); CREATE MATERIALIZED VIEW fast AS SELECT id FROM boats',
    fails: 'CREATE TABLE races (boat int REFERENCES fast (id))',
    says: ['materialized view', 'REFRESH'],
  },
  {
    name: 'the key stands on a view',
    setup: 'CREATE TABLE boats (id int PRIMARY KEY); CREATE VIEW fast AS SELECT id FROM boats',
    fails: 'ALTER TABLE fast ADD FOREIGN KEY (id) REFERENCES boats (id)',
    says: ['a foreign key cannot stand on it'],
  },
  {
    name: 'no foreign key at all',
    setup: 'CREATE VIEW fast AS SELECT 1 AS id',
    fails: 'CREATE INDEX ON fast (id)',
    says: null,
  },
]);
