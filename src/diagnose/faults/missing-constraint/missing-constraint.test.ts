import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('missing-constraint', [
  {
    name: 'another case',
    setup: 'CREATE TABLE keys (a text, CONSTRAINT "keys_A_pk" PRIMARY KEY (a))',
    fails: 'ALTER TABLE keys DROP CONSTRAINT keys_A_pk',
    says: [
      'keys has no constraint keys_a_pk',
      '"keys_A_pk" is there: the same letters in another case',
    ],
  },
  {
    name: 'the same columns under another name',
    setup:
      'CREATE TABLE sources (name text CONSTRAINT sources_name_key UNIQUE); CREATE TABLE metrics (source text CONSTRAINT metrics_source REFERENCES sources (name))',
    fails: 'ALTER TABLE sources DROP CONSTRAINT uq_sources_name',
    says: [
      'sources_name_key stands on the columns that the name speaks of: UNIQUE (name)',
      'metrics_source on metrics needs it',
    ],
  },
  {
    name: 'nothing like it',
    setup: "CREATE TABLE sources (name text CHECK (name <> ''))",
    fails: 'ALTER TABLE sources VALIDATE CONSTRAINT other',
    says: ['The constraints of sources: sources_name_check'],
  },
  {
    name: 'a type that is not there',
    setup: 'CREATE TABLE sources (name text)',
    fails: 'ALTER TABLE sources ADD COLUMN mood missing_mood',
    says: null,
  },
]);
