import { beforeAll, describe, expect, test } from 'vitest';
import type { Declaration } from './declaration.ts';
import { loadParser, parseStatements } from './parse-statements.ts';
import type { StatementKind } from './statement-kind.ts';
import type { TextRange } from './text-range.ts';

beforeAll(loadParser);

function declarationsOf(sql: string): readonly Declaration[] {
  const parsed = parseStatements(sql);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.statements.flatMap((one) => one.declarations);
}

function declared<K extends Declaration['kind']>(
  sql: string,
  kind: K,
): Extract<Declaration, { kind: K }>[] {
  return declarationsOf(sql).filter(
    (one): one is Extract<Declaration, { kind: K }> => one.kind === kind,
  );
}

/** The text at ranges, so that a wrong offset shows. */
function at(sql: string, range: TextRange | null | undefined): string | null {
  return range === null || range === undefined ? null : sql.slice(range.start, range.end);
}

const kinds: readonly (readonly [string, StatementKind])[] = [
  ['CREATE TABLE t (id int)', 'ddl-key'],
  ['CREATE TABLE t AS SELECT 1', 'other'],
  ['ALTER TABLE t ADD COLUMN x int', 'ddl-key'],
  ['ALTER TABLE t RENAME TO u', 'ddl-key'],
  ['ALTER TABLE t DETACH PARTITION p CONCURRENTLY', 'concurrently'],
  ['CREATE INDEX ON t (x)', 'ddl-key'],
  ['CREATE INDEX CONCURRENTLY ON t (x)', 'concurrently'],
  ['DROP INDEX CONCURRENTLY i', 'concurrently'],
  ['DROP TABLE t CASCADE', 'ddl-key'],
  ['TRUNCATE t', 'ddl-key'],
  ["CREATE TYPE e AS ENUM ('a')", 'ddl-key'],
  ["ALTER TYPE e ADD VALUE 'b'", 'ddl-key'],
  ['CREATE DOMAIN d AS int', 'ddl-key'],
  ['CREATE SEQUENCE s', 'ddl-key'],
  ['CREATE VIEW v AS SELECT 1', 'other'],
  ['VACUUM t', 'concurrently'],
  ['ANALYZE t', 'other'],
  ['REINDEX TABLE t', 'other'],
  ['REINDEX TABLE CONCURRENTLY t', 'concurrently'],
  ['REINDEX SCHEMA s', 'concurrently'],
  ['CREATE DATABASE d', 'concurrently'],
  ['BEGIN', 'begin'],
  ['START TRANSACTION', 'begin'],
  ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'transaction'],
  ['END', 'commit'],
  ['COMMIT AND CHAIN', 'transaction'],
  ["COMMIT PREPARED 'x'", 'transaction'],
  ['ROLLBACK', 'transaction'],
  ['ROLLBACK TO SAVEPOINT s', 'transaction'],
  ['COPY t FROM STDIN', 'copy'],
  ['DO $$ BEGIN END $$', 'do'],
  ['CALL p()', 'call'],
  ['INSERT INTO t VALUES (1)', 'data'],
  ['WITH d AS (DELETE FROM t RETURNING id) SELECT * FROM d', 'data'],
  ['WITH d AS (SELECT 1) SELECT * FROM d', 'select'],
  ['MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE', 'data'],
  ['SET search_path = a', 'other'],
];

describe('kind', () => {
  test.each(kinds)('%s is %s', (sql, kind) => {
    const parsed = parseStatements(sql);
    expect(parsed.ok && parsed.statements.map((one) => one.kind)).toEqual([kind]);
  });
});

describe('statements of a string', () => {
  test('have UTF-16 ranges, whatever stands before them', () => {
    const sql = `/* é😀 */ SELECT '😀é'; \n  ALTER TABLE "ü😀" ADD "x😀" int ; -- end 😀`;
    const parsed = parseStatements(sql);
    expect(parsed.ok && parsed.statements.map((one) => at(sql, one))).toEqual([
      expect.stringContaining(`SELECT '😀é'`),
      `ALTER TABLE "ü😀" ADD "x😀" int `,
    ]);
  });

  test('an empty string has none', () => {
    expect(parseStatements(' \n')).toEqual({ ok: true, statements: [] });
    expect(parseStatements(';;')).toEqual({ ok: true, statements: [] });
    expect(parseStatements('-- nothing')).toEqual({ ok: true, statements: [] });
  });

  test('a syntax error is an answer with its place', () => {
    const sql = '/*😀*/ SELEC 1';
    const parsed = parseStatements(sql);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.error.offset).toBe(sql.indexOf('SELEC'));
  });
});

describe('CREATE TABLE', () => {
  const sql = `CREATE TABLE IF NOT EXISTS "😀 s"."T ""q""" (
    id serial,
    "userId" UUID /* é, ) */ NOT NULL DEFAULT gen_random_uuid() CONSTRAINT "fk 😀" REFERENCES "public" . "Users" ( "id" ) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    price numeric(10, 2) DEFAULT (1 + 2) CHECK (price > 0),
    at timestamp (3) with time zone[] , "day" double precision[3] COLLATE "C" REFERENCES days,
    span interval day to second(3), e "😀 s"."my type" GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id, "userId"), CONSTRAINT u UNIQUE ("day"),
    FOREIGN KEY ("userId", id) REFERENCES other ("a b", c) MATCH FULL ON UPDATE CASCADE
  )`;

  test('its columns, with the exact text of their types', () => {
    const [table] = declared(sql, 'create-table');
    expect(table).toMatchObject({
      ifNotExists: true,
      open: false,
      table: { schema: '😀 s', name: 'T "q"' },
    });
    expect(table?.columns.map((one) => [one.name, at(sql, one.type.range)])).toEqual([
      ['id', 'serial'],
      ['userId', 'UUID'],
      ['price', 'numeric(10, 2)'],
      ['at', 'timestamp (3) with time zone[]'],
      ['day', 'double precision[3]'],
      ['span', 'interval day to second(3)'],
      ['e', '"😀 s"."my type"'],
    ]);
    expect(table?.columns.map((one) => one.notNull)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(table?.columns.map((one) => one.default)).toEqual([
      null,
      'gen_random_uuid()',
      '(1 + 2)',
      null,
      null,
      null,
      null,
    ]);
    expect(table?.columns[0]?.type.serial).toBe('integer');
    expect(table?.columns[6]).toMatchObject({
      identity: 'always',
      type: { schema: '😀 s', name: 'my type' },
    });
    expect(at(sql, table?.table.schemaRange)).toBe('"😀 s"');
    expect(at(sql, table?.table.nameRange)).toBe('"T ""q"""');
  });

  test('its foreign keys, with the places of all names', () => {
    const [inline, bare, composite] = declared(sql, 'foreign-key');
    expect(inline).toMatchObject({
      name: 'fk 😀',
      columns: ['userId'],
      referencedTable: { schema: 'public', name: 'Users' },
      referencedColumns: ['id'],
      onDelete: 'SET NULL',
      onUpdate: 'NO ACTION',
      match: 'SIMPLE',
      deferrable: true,
      initiallyDeferred: true,
      enforced: true,
      notValid: false,
    });
    expect(at(sql, inline?.nameRange)).toBe('"fk 😀"');
    expect(at(sql, inline?.referencedTable.range)).toBe('"public" . "Users"');
    expect(inline?.referencedColumnRanges.map((one) => at(sql, one))).toEqual(['"id"']);
    expect(at(sql, inline?.range)).toMatch(/^CONSTRAINT "fk 😀" REFERENCES .* DEFERRED$/);
    expect(bare).toMatchObject({ name: null, columns: ['day'], referencedColumns: [] });
    expect(composite?.columnRanges.map((one) => at(sql, one))).toEqual(['"userId"', 'id']);
    expect(composite?.referencedColumnRanges.map((one) => at(sql, one))).toEqual(['"a b"', 'c']);
    expect(composite).toMatchObject({ match: 'FULL', onUpdate: 'CASCADE' });
    expect(declared(sql, 'key').map((one) => [one.constraint, one.columns])).toEqual([
      ['primary key', ['id', 'userId']],
      ['unique', ['day']],
    ]);
  });

  test('columns that come from elsewhere leave it open', () => {
    expect(declared('CREATE TABLE a (LIKE b)', 'create-table')[0]?.open).toBe(true);
    expect(declared('CREATE TABLE a PARTITION OF b DEFAULT', 'create-table')[0]?.open).toBe(true);
    expect(declared('CREATE TABLE a AS SELECT 1', 'create-table')[0]?.open).toBe(true);
  });

  test('inside CREATE SCHEMA', () => {
    const found = declarationsOf('CREATE SCHEMA q CREATE TABLE t (i int REFERENCES x)');
    expect(found.map((one) => one.kind)).toEqual(['create-other', 'create-table', 'foreign-key']);
  });
});

describe('ALTER TABLE', () => {
  test('every action in order, each with its range', () => {
    const sql = `ALTER TABLE IF EXISTS ONLY "Ünï".t
      ADD COLUMN IF NOT EXISTS u uuid REFERENCES users (id) ON DELETE CASCADE,
      ADD CONSTRAINT "c,d" FOREIGN KEY ("u") REFERENCES users NOT VALID,
      ALTER COLUMN z SET DATA TYPE varchar(36) COLLATE "C" USING coalesce(z, 'a,b'),
      ALTER "column" SET DEFAULT ARRAY[1, 2],
      ALTER z DROP DEFAULT, ALTER z SET NOT NULL, DROP CONSTRAINT IF EXISTS "k K" CASCADE,
      DROP COLUMN q, VALIDATE CONSTRAINT v, ADD UNIQUE USING INDEX foo, ENABLE ROW LEVEL SECURITY,
      ADD CONSTRAINT positive CHECK (z > 0) NOT VALID`;
    const found = declarationsOf(sql);
    expect(found.map((one) => one.kind)).toEqual([
      'add-column',
      'foreign-key',
      'foreign-key',
      'alter-column-type',
      'set-default',
      'set-default',
      'set-not-null',
      'drop-constraint',
      'drop-column',
      'validate-constraint',
      'key',
      'other-action',
      'other-constraint',
    ]);
    const [retype] = declared(sql, 'alter-column-type');
    expect(at(sql, retype?.type.range)).toBe('varchar(36)');
    expect(retype?.type.modifiers).toBe('36');
    expect(at(sql, retype?.using)).toBe(`USING coalesce(z, 'a,b')`);
    expect(at(sql, retype?.columnRange)).toBe('z');
    expect(declared(sql, 'set-default').map((one) => [one.column, one.expression])).toEqual([
      ['column', 'ARRAY[1, 2]'],
      ['z', null],
    ]);
    expect(declared(sql, 'foreign-key').map((one) => [one.origin, one.name, one.notValid])).toEqual(
      [
        ['add-column', null, false],
        ['add-constraint', 'c,d', true],
      ],
    );
    const [drop] = declared(sql, 'drop-constraint');
    expect(drop).toMatchObject({ name: 'k K', ifExists: true, cascade: true });
    expect(at(sql, drop?.nameRange)).toBe('"k K"');
    expect(at(sql, found.at(-1)?.range)).toBe('CONSTRAINT positive CHECK (z > 0) NOT VALID');
  });

  test('unquoted names fold, quoted ones do not, long ones are cut at 63 bytes', () => {
    const long = 'é'.repeat(40);
    const sql = `ALTER TABLE Users ADD CONSTRAINT ${long} FOREIGN KEY (userId) REFERENCES "Users" ("Id")`;
    const [key] = declared(sql, 'foreign-key');
    expect(key).toMatchObject({
      table: { name: 'users' },
      columns: ['userid'],
      referencedTable: { name: 'Users' },
      referencedColumns: ['Id'],
      name: 'é'.repeat(31),
    });
    expect(at(sql, key?.nameRange)).toBe(long);
  });

  test('U& identifiers', () => {
    const sql = `ALTER TABLE U&"d\\0061t" ADD FOREIGN KEY (U&"\\00e9") REFERENCES x`;
    const [key] = declared(sql, 'foreign-key');
    expect(key).toMatchObject({ table: { name: 'dat' }, columns: ['é'] });
    expect(at(sql, key?.columnRanges[0])).toBe(`U&"\\00e9"`);
  });
});

describe('other declarations', () => {
  test.each<[string, unknown]>([
    [
      "CREATE TYPE s.e AS ENUM ('a', 'b')",
      { kind: 'create-type', type: { schema: 's', name: 'e' }, enumLabels: ['a', 'b'] },
    ],
    [
      "ALTER TYPE e ADD VALUE IF NOT EXISTS 'c'",
      { kind: 'alter-enum', oldLabel: null, newLabel: 'c', ifNotExists: true },
    ],
    [
      'DROP TABLE IF EXISTS a, s.b CASCADE',
      {
        kind: 'drop',
        objectKind: 'table',
        ifExists: true,
        cascade: true,
        objects: [{ name: 'a' }, { schema: 's', name: 'b' }],
      },
    ],
    ['DROP TYPE s.e', { kind: 'drop', objectKind: 'type', objects: [{ schema: 's', name: 'e' }] }],
    ['DROP SCHEMA q', { kind: 'drop', objectKind: 'schema', objects: [{ name: 'q' }] }],
    ['ALTER TABLE a RENAME COLUMN b TO "C"', { kind: 'rename-column', column: 'b', newName: 'C' }],
    [
      'ALTER TABLE a RENAME CONSTRAINT b TO c',
      { kind: 'rename-constraint', name: 'b', newName: 'c' },
    ],
    [
      'ALTER TABLE a RENAME TO c',
      { kind: 'rename', objectKind: 'table', object: { name: 'a' }, newName: 'c' },
    ],
    [
      'ALTER TYPE s.a RENAME TO c',
      { kind: 'rename', objectKind: 'type', object: { schema: 's', name: 'a' } },
    ],
    ['ALTER SCHEMA a RENAME TO c', { kind: 'rename', objectKind: 'schema', object: { name: 'a' } }],
    ['ALTER TABLE a SET SCHEMA q', { kind: 'set-schema', object: { name: 'a' }, newSchema: 'q' }],
    [
      'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t USING btree (a, lower(b)) INCLUDE (c) WHERE a > 1',
      {
        kind: 'create-index',
        name: 'i',
        unique: true,
        ifNotExists: true,
        concurrently: true,
        columns: ['a', null],
        including: ['c'],
        predicate: 'a > 1',
      },
    ],
    [
      'TRUNCATE a, s.b CASCADE',
      { kind: 'truncate', cascade: true, tables: [{ name: 'a' }, { name: 'b' }] },
    ],
    [
      'INSERT INTO s.t (a, b) VALUES (1, 2)',
      { kind: 'data', operation: 'insert', table: { schema: 's', name: 't' }, columns: ['a', 'b'] },
    ],
    ['UPDATE t SET a = 1', { kind: 'data', operation: 'update', columns: ['a'] }],
    ['COPY t (a) FROM STDIN', { kind: 'data', operation: 'copy', columns: ['a'] }],
    [
      'CREATE SEQUENCE IF NOT EXISTS s.q',
      { kind: 'create-other', objectKind: 'sequence', ifNotExists: true },
    ],
    [
      'CREATE OR REPLACE VIEW v AS SELECT 1',
      { kind: 'create-other', objectKind: 'view', orReplace: true },
    ],
  ])('%s', (sql, expected) => {
    expect(declarationsOf(sql)).toMatchObject([expected]);
  });

  test.each([
    'GRANT SELECT ON t TO u',
    'SET x = 1',
    'COPY t TO STDOUT',
    'LOCK TABLE t',
    'COMMENT ON TABLE t IS NULL',
  ])('%s declares nothing', (sql) => {
    expect(declarationsOf(sql)).toEqual([]);
  });
});
