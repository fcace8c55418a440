import { beforeAll, expect, test } from 'vitest';
import { loadParser, parseStatements } from './parse-statements.ts';
import { withoutActions } from './without-actions.ts';

beforeAll(loadParser);

test.each([
  [
    'ALTER TABLE ONLY a.users DROP CONSTRAINT k, ADD CONSTRAINT k PRIMARY KEY (id2);',
    ['drop-constraint'],
    'ALTER TABLE ONLY a.users ADD CONSTRAINT k PRIMARY KEY (id2);',
  ],
  [
    'alter table t add unique (a) , alter column b type int, drop constraint k',
    ['drop-constraint', 'alter-column-type'],
    'alter table t add unique (a)',
  ],
  ['ALTER TABLE t DROP CONSTRAINT k; SELECT 1', ['drop-constraint'], '; SELECT 1'],
  ['DROP INDEX i;', ['drop'], ''],
  [
    'ALTER TABLE t ADD COLUMN c int REFERENCES u, DROP CONSTRAINT k',
    ['drop-constraint'],
    'ALTER TABLE t ADD COLUMN c int REFERENCES u',
  ],
])('%s without %s', (text, kinds, rest) => {
  const parsed = parseStatements(text);
  const statements = parsed.ok ? parsed.statements : [];
  const left = statements
    .flatMap(({ declarations }) => declarations)
    .filter(({ kind }) => kinds.includes(kind));
  expect(withoutActions(text, statements, new Set(left))).toBe(rest);
});
