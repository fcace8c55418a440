import { beforeAll, describe, expect, test } from 'vitest';
import type { DeclaredForeignKey } from './declaration.ts';
import { loadParser, parseStatements } from './parse-statements.ts';
import { clausesOf, takeOutForeignKeys } from './take-out-foreign-keys.ts';

beforeAll(loadParser);

function keysOf(sql: string) {
  const parsed = parseStatements(sql);
  const statements = parsed.ok ? parsed.statements : [];
  const keys = statements.flatMap(({ declarations }) =>
    declarations.filter((one): one is DeclaredForeignKey => one.kind === 'foreign-key'),
  );
  return { statements, keys };
}

/** Takes out the keys to table `b`. */
function withoutB(sql: string): string | null {
  const { statements, keys } = keysOf(sql);
  const chosen = new Set(keys.filter((one) => one.referencedTable.name === 'b'));
  expect(chosen.size).toBeGreaterThan(0);
  return takeOutForeignKeys(sql, statements, chosen);
}

describe('takeOutForeignKeys', () => {
  test.each([
    [
      'the clause of a column, its name and attributes with it',
      'CREATE TABLE a (id int, x int CONSTRAINT k REFERENCES b (id) ON DELETE CASCADE DEFERRABLE NOT NULL, y int)',
      'CREATE TABLE a (id int, x int NOT NULL, y int)',
    ],
    [
      'as sequelize writes it',
      'CREATE TABLE IF NOT EXISTS "a" ("id" SERIAL, "bId" INTEGER REFERENCES "b" ("id") ON DELETE SET NULL ON UPDATE CASCADE, PRIMARY KEY ("id"));',
      'CREATE TABLE IF NOT EXISTS "a" ("id" SERIAL, "bId" INTEGER, PRIMARY KEY ("id"));',
    ],
    [
      'a constraint of the table, the last',
      'CREATE TABLE a (x int, y int REFERENCES c, FOREIGN KEY (x) REFERENCES b)',
      'CREATE TABLE a (x int, y int REFERENCES c)',
    ],
    [
      'the first element, and the one behind it',
      'CREATE TABLE a (FOREIGN KEY (x) REFERENCES b, CONSTRAINT k FOREIGN KEY (y) REFERENCES b (n, m), x int, y int)',
      'CREATE TABLE a (  x int, y int)',
    ],
    [
      'comments and names beyond ASCII',
      'CREATE TABLE "ä" (x int -- the author, (\n REFERENCES b /* ö, */ (id), "ü" int)',
      'CREATE TABLE "ä" (x int, "ü" int)',
    ],
    [
      'the reference of a new column',
      'ALTER TABLE a ADD COLUMN x int REFERENCES b (id) DEFAULT 1',
      'ALTER TABLE a ADD COLUMN x int DEFAULT 1',
    ],
    [
      'one action of several',
      'ALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES b, ALTER x DROP NOT NULL, ADD FOREIGN KEY (y) REFERENCES b (id)',
      'ALTER TABLE a  ALTER x DROP NOT NULL',
    ],
    [
      'a statement that is nothing else',
      'ALTER TABLE ONLY a ADD FOREIGN KEY (x) REFERENCES b;',
      '',
    ],
    [
      'all actions of a statement',
      'ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b, ADD FOREIGN KEY (y) REFERENCES b',
      '',
    ],
    [
      'a statement among others',
      'CREATE TABLE a (x int); ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b; CREATE TABLE b (id int PRIMARY KEY)',
      'CREATE TABLE a (x int); ; CREATE TABLE b (id int PRIMARY KEY)',
    ],
    [
      'a collation behind the clause cannot be told from it',
      'CREATE TABLE a (x text REFERENCES b COLLATE "C")',
      null,
    ],
  ])('%s', (_, sql, rest) => {
    expect(withoutB(sql)).toBe(rest);
  });
});

describe('clausesOf', () => {
  test.each([
    ['CREATE TABLE a (x int REFERENCES b)', ''],
    ['CREATE TABLE a (x int REFERENCES b (id) NOT NULL)', ''],
    [
      'CREATE TABLE a (x int REFERENCES b (id) MATCH FULL /* why */ ON DELETE SET NULL (x) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT NULL)',
      'MATCH FULL ON DELETE SET NULL ( x ) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED',
    ],
    ['ALTER TABLE a ADD FOREIGN KEY (x, y) REFERENCES s.b (n, m) NOT VALID', 'NOT VALID'],
    ['ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES s.b ON DELETE CASCADE', 'ON DELETE CASCADE'],
  ])('%s', (sql, clauses) => {
    const [key] = keysOf(sql).keys;
    expect(key === undefined ? null : clausesOf(sql, key)).toBe(clauses);
  });
});
