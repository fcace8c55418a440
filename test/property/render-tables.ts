import { quoteIdent, quoteLiteral, quoteQualified } from '../../src/postgres/quote.ts';
import {
  type RandomDatabase,
  type RandomReference,
  type RandomTable,
  schemas,
} from './random-tables.ts';

/** The tables with their rows, keys and references, without what stands around them. */
export function renderTables({ tables }: RandomDatabase): string[] {
  return [
    ...schemas.filter((one) => one !== 'public').map((one) => `CREATE SCHEMA ${quoteIdent(one)}`),
    `CREATE TYPE app.mood AS ENUM ('fine', 'bad')`,
    `CREATE DOMAIN app.code AS text CHECK (value <> 'never')`,
    ...tables.flatMap(createTable),
    ...tables.flatMap((table) =>
      table.references.flatMap((one, at) => addReference(table, one, at)),
    ),
  ];
}

function createTable(table: RandomTable): string[] {
  const name = quoteQualified(table);
  const columns = [
    ...(table.hole ? ['hole text'] : []),
    ...table.columns.map((one) => `${quoteIdent(one.name)} ${one.type} ${one.extra}`),
  ];
  const key = table.key.map(quoteIdent).join(', ');
  const primary = key === '' ? [] : [`PRIMARY KEY (${key})`];
  return [
    `CREATE TABLE ${name} (${[...columns, ...primary].join(', ')})${table.partitioned ? ' PARTITION BY LIST (part)' : ''}`,
    ...(table.partitioned ? partitions(table) : []),
    ...(table.hole ? [`ALTER TABLE ${name} DROP COLUMN hole`] : []),
    ...rowsOf(table),
  ];
}

function partitions(table: RandomTable): string[] {
  const of = quoteQualified(table);
  const named = (suffix: string) =>
    quoteQualified({ schema: table.schema, name: `${table.name} ${suffix}` });
  const deep = table.subpartitioned;
  return [
    `CREATE TABLE ${named('p0')} PARTITION OF ${of} FOR VALUES IN (0)`,
    `CREATE TABLE ${named('p1')} PARTITION OF ${of} FOR VALUES IN (1)${deep ? ' PARTITION BY RANGE (part)' : ''}`,
    ...(deep
      ? [`CREATE TABLE ${named('p1 all')} PARTITION OF ${named('p1')} FOR VALUES FROM (0) TO (9)`]
      : []),
    `CREATE TABLE ${named('rest')} PARTITION OF ${of} DEFAULT`,
  ];
}

function rowsOf(table: RandomTable): string[] {
  if (table.rows === 0) return [];
  const names = table.columns.map((one) => quoteIdent(one.name)).join(', ');
  const rows = Array.from({ length: table.rows }, (_, row) => {
    const values = table.columns.map(({ values: of }) => {
      const value = of[row] ?? null;
      return value === null ? 'NULL' : quoteLiteral(value);
    });
    return `(${values.join(', ')})`;
  });
  return [
    `INSERT INTO ${quoteQualified(table)} (${names}) OVERRIDING SYSTEM VALUE VALUES ${rows.join(', ')}`,
  ];
}

const actions = [
  '',
  'ON DELETE CASCADE',
  'ON DELETE SET NULL',
  'ON UPDATE CASCADE ON DELETE RESTRICT',
];

/** What a foreign key can be besides its columns, from eight bits. */
export function attributesOf(bits: number): string {
  const action = actions[bits % 4] ?? '';
  const deferrable = ['', '', 'DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED'][(bits >> 2) % 4] ?? '';
  return `${action} ${deferrable}`.trim();
}

function addReference(table: RandomTable, one: RandomReference, at: number): string[] {
  const columns = one.columns.map(quoteIdent).join(', ');
  const to = `${quoteQualified(one.to)} (${one.referencedColumns.map(quoteIdent).join(', ')})`;
  const name = quoteIdent(`fk ${at} of "${table.name}"`);
  const notValid =
    (one.attributes >> 4) % 4 === 3 && !table.partitioned && !one.to.partitioned
      ? ' NOT VALID'
      : '';
  const on = quoteQualified(table);
  return [
    `ALTER TABLE ${on} ADD CONSTRAINT ${name} FOREIGN KEY (${columns}) REFERENCES ${to} ${attributesOf(one.attributes)}${notValid}`,
    ...((one.attributes >> 6) % 2 === 1
      ? [`COMMENT ON CONSTRAINT ${name} ON ${on} IS 'key ''${at}'''`]
      : []),
  ];
}

/** The statement that fails. */
export function failingStatement(database: RandomDatabase, attributes: number): string {
  const { referencing, referenced, reference, newKeyType } = database;
  if (newKeyType !== null) {
    const key = quoteIdent(reference.referencedColumns.at(-1) ?? '');
    return `ALTER TABLE ${quoteQualified(referenced)} ALTER COLUMN ${key} TYPE ${newKeyType}`;
  }
  const columns = reference.columns.map(quoteIdent).join(', ');
  const to = reference.referencedColumns.map(quoteIdent).join(', ');
  return (
    `ALTER TABLE ${quoteQualified(referencing)} ADD CONSTRAINT "the ""new"" one" FOREIGN KEY (${columns}) ` +
    `REFERENCES ${quoteQualified(referenced)} (${to}) ${attributesOf(attributes)}`
  );
}
