import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('truncate-referenced', [
  {
    name: 'one referencing table',
    setup:
      'CREATE TABLE moons (id int PRIMARY KEY); CREATE TABLE landings (moon int REFERENCES moons)',
    fails: 'TRUNCATE moons',
    says: [
      'moons cannot be truncated: landings references it',
      'TRUNCATE public.moons, public.landings',
      'CASCADE',
    ],
  },
  {
    name: 'of two tables one',
    setup:
      'CREATE TABLE moons (id int PRIMARY KEY); CREATE TABLE landings (moon int REFERENCES moons); CREATE TABLE suns (id int)',
    fails: 'TRUNCATE suns, moons RESTART IDENTITY',
    says: ['landings_moon_fkey on landings leads to moons'],
  },
  {
    name: 'another thing that is not supported',
    setup: 'CREATE TABLE moons (id int)',
    fails: 'CREATE INDEX ON moons USING hash (id, id)',
    says: null,
  },
]);
