import { createHash } from 'node:crypto';
import type { QualifiedName } from '../../src/postgres/quote.ts';
import type { DatabaseRolls, KeyKind, MismatchKind, ReferenceRoll, TableRoll } from './rolls.ts';

export interface RandomColumn {
  readonly name: string;
  readonly type: string;
  /** One for each row, as text. */
  readonly values: readonly (string | null)[];
  /** Behind the type: `NOT NULL`, an identity, a collation. */
  readonly extra: string;
}

export interface RandomReference {
  readonly columns: readonly string[];
  readonly to: RandomTable;
  readonly referencedColumns: readonly string[];
  readonly attributes: number;
}

export interface RandomTable extends QualifiedName {
  readonly columns: RandomColumn[];
  readonly key: readonly string[];
  readonly rows: number;
  readonly partitioned: boolean;
  readonly subpartitioned: boolean;
  readonly hole: boolean;
  readonly references: RandomReference[];
}

/** A column that the repair is to convert, and what its values have to become. */
export interface HotColumn {
  readonly table: RandomTable;
  readonly column: string;
  /** By row; undefined: the value matches nothing. */
  readonly becomes: readonly (string | null | undefined)[];
}

/** A whole database with the statement that fails in it. */
export interface RandomDatabase {
  readonly mismatch: MismatchKind;
  readonly tables: readonly RandomTable[];
  readonly referenced: RandomTable;
  readonly referencing: RandomTable;
  readonly hot: readonly HotColumn[];
  /** Columns of the key that the statement declares. */
  readonly reference: {
    readonly columns: readonly string[];
    readonly referencedColumns: readonly string[];
  };
  readonly newKeyType: string | null;
}

export const schemas = ['public', 'app', 'Od "d" één'];
const tableNames = ['users', 'posts', 'Order', 'select', 'com ment', 'données', 'x"y', 'log_2'];
const keyNames = ['id', 'Id', 'order', "k'é"];

/** The same uuid for the same seed. */
export function uuidOf(seed: string): string {
  const h = createHash('md5').update(seed).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

const keyTypes: Readonly<Record<Exclude<KeyKind, 'none'>, string>> = {
  serial: 'integer',
  identity: 'integer',
  bigint: 'bigint',
  uuid: 'uuid',
  text: 'text',
  composite: 'integer',
};

function keyValue(type: string, name: string, row: number): string {
  if (type === 'uuid') return uuidOf(`${name} ${row}`);
  return type === 'text' ? `${name}-${row}` : String(row + 1);
}

function each(rows: number, value: (row: number) => string | null): (string | null)[] {
  return Array.from({ length: rows }, (_, row) => value(row));
}

function column(name: string, type: string, values: (string | null)[], extra = ''): RandomColumn {
  return { name, type, values, extra };
}

/** Columns that every table has: by `no` a row is told from the others. */
function plainColumns(rows: number): RandomColumn[] {
  return [
    column('no', 'integer', each(rows, String), 'NOT NULL'),
    column(
      'note',
      'text',
      each(rows, (row) => (row % 4 === 3 ? null : `it's "${row}" é`)),
    ),
    column(
      'part',
      'integer',
      each(rows, (row) => String(row % 3)),
      'NOT NULL',
    ),
    column(
      'amount',
      'numeric(10,2)',
      each(rows, (row) => `${row}.50`),
      'DEFAULT 1.5',
    ),
    column(
      'state',
      'app.mood',
      each(rows, (row) => (row % 2 === 0 ? 'fine' : null)),
    ),
    column(
      'made',
      'timestamp with time zone',
      each(rows, (row) => `2024-02-0${row + 1} 10:00:00+00`),
    ),
  ];
}

/** Types of key and reference, and what row `n` of either holds. */
interface Pairing {
  readonly keyType: string;
  readonly type: string;
  readonly key: (row: number) => string;
  readonly reference: (row: number) => string;
  readonly stray: (row: number) => string;
}

function pairing(kind: MismatchKind, types: number): Pairing {
  const pick = (...of: string[]) => of[types % of.length] ?? '';
  const number = (row: number) => String(row + 11);
  switch (kind) {
    case 'text to number':
      return {
        keyType: pick('integer', 'bigint', 'smallint'),
        type: pick('text', 'character varying(40)', 'app.code', 'text'),
        key: number,
        reference: number,
        stray: (row) => `nobody ${row}`,
      };
    case 'number to text':
      return {
        keyType: pick('text', 'character varying(40)'),
        type: pick('integer', 'bigint', 'smallint'),
        key: number,
        reference: number,
        stray: (row) => String(900 + row),
      };
    case 'numeric to integer':
      return {
        keyType: pick('integer', 'bigint'),
        type: pick('numeric', 'numeric(12,2)', 'double precision'),
        key: number,
        reference: number,
        stray: (row) => `${row}.5`,
      };
    case 'text to uuid':
      return {
        keyType: 'uuid',
        type: pick('text', 'character varying(60)', 'character(36)'),
        key: (row) => uuidOf(`u${row}`),
        reference: (row) => uuidOf(`u${row}`),
        stray: (row) => `nobody ${row}`,
      };
    case 'uuid by alternate key':
    case 'uuid by bridge':
    case 'nothing stored':
      return {
        keyType: pick('integer', 'bigint'),
        type: 'uuid',
        key: number,
        reference: (row) => uuidOf(`legacy ${row}`),
        stray: (row) => uuidOf(`nobody ${row}`),
      };
    case 'orphans':
    case 'no unique key': {
      const type = pick('integer', 'text', 'bigint');
      const value = type === 'text' ? (row: number) => `k ${row}` : number;
      return {
        keyType: type,
        type,
        key: value,
        reference: value,
        stray: (row) => (type === 'text' ? `nobody ${row}` : String(900 + row)),
      };
    }
    case 'key changes type':
      return {
        keyType: pick('integer', 'uuid', 'bigint'),
        type: pick('integer', 'uuid', 'bigint'),
        key: pick('integer', 'uuid', 'bigint') === 'uuid' ? (row) => uuidOf(`u${row}`) : number,
        reference:
          pick('integer', 'uuid', 'bigint') === 'uuid' ? (row) => uuidOf(`u${row}`) : number,
        stray: number,
      };
  }
}

/** The database that the rolls mean: table 0 has the key, table 1 the reference, table 2 is a bridge where one is needed. */
export function randomTables(rolls: DatabaseRolls): RandomDatabase {
  const pair = pairing(rolls.mismatch, rolls.types);
  const name = (at: number): QualifiedName => ({
    schema: schemas[rolls.tables[at]?.schema ?? 0] ?? 'public',
    name: tableNames[(at + rolls.names) % tableNames.length] ?? `t${at}`,
  });
  const keyName = keyNames[rolls.names] ?? 'id';
  const roll = (at: number): TableRoll => {
    const found = rolls.tables[at];
    if (found === undefined) throw new RangeError('six tables at least');
    return found;
  };
  const isCast = [
    'text to number',
    'number to text',
    'numeric to integer',
    'text to uuid',
    'nothing stored',
    'orphans',
    'key changes type',
  ];
  const shape = isCast.includes(rolls.mismatch) ? rolls.key : 'single';

  const keyRows = Math.max(2, roll(0).rows);
  const second = shape === 'composite' ? ['tenant'] : shape === 'partitioned' ? ['part'] : [];
  const referenced: RandomTable = {
    ...name(0),
    columns: [
      column(keyName, pair.keyType, each(keyRows, pair.key), keyExtra(rolls, pair.keyType)),
      ...plainColumns(keyRows),
      ...(shape === 'composite'
        ? [
            column(
              'tenant',
              'integer',
              each(keyRows, (row) => String(row % 2)),
              'NOT NULL',
            ),
          ]
        : []),
      ...(rolls.mismatch === 'uuid by alternate key'
        ? [column('legacy', 'uuid', each(keyRows, pair.reference), 'UNIQUE')]
        : []),
      ...(rolls.mismatch === 'uuid by bridge'
        ? [
            column(
              'email',
              'text',
              each(keyRows, (row) => `p${row}@x.org`),
              'NOT NULL UNIQUE',
            ),
          ]
        : []),
    ],
    key: rolls.mismatch === 'no unique key' ? [] : [...second, keyName],
    rows: keyRows,
    partitioned: shape === 'partitioned',
    subpartitioned: roll(0).subpartitioned,
    hole: roll(0).hole,
    references: [],
  };

  const rows = rolls.mismatch === 'nothing stored' ? roll(1).rows % 3 : roll(1).rows + 3;
  const strays = ['no unique key', 'key changes type', 'nothing stored'].includes(rolls.mismatch)
    ? 0
    : rolls.unmatched;
  const strayed = rolls.mismatch === 'orphans' ? Math.max(1, strays) : strays;
  const isNull = (row: number) =>
    rolls.mismatch === 'nothing stored' || (!rolls.notNull && row % 5 === 4);
  const meant = (row: number) => row % keyRows;
  const values = each(rows, (row) =>
    isNull(row) ? null : row < strayed ? pair.stray(row) : pair.reference(meant(row)),
  );
  const victim = `${keyName} of`;
  const secondOf = (row: number) => (shape === 'composite' ? meant(row) % 2 : meant(row) % 3);
  const partitionedVictim = roll(1).partitioned;
  const referencing: RandomTable = {
    ...name(1),
    columns: [
      ...ownKey(roll(1).key, rows, 'own').columns,
      column(
        victim,
        pair.type,
        values,
        rolls.notNull && rolls.mismatch !== 'nothing stored' ? 'NOT NULL' : '',
      ),
      ...plainColumns(rows),
      ...(second.length === 0
        ? []
        : [
            column(
              'second',
              'integer',
              each(rows, (row) => (isNull(row) ? null : String(secondOf(row)))),
            ),
          ]),
    ],
    key: partitionedVictim ? [] : ownKey(roll(1).key, rows, 'own').names,
    rows,
    partitioned: partitionedVictim,
    subpartitioned: roll(1).subpartitioned,
    hole: roll(1).hole,
    references: [],
  };
  const reference = {
    columns: [...(second.length === 0 ? [] : ['second']), victim],
    referencedColumns: [...second, keyName],
  };
  const others = rolls.tables.slice(2).map((one, at): RandomTable => {
    const bridge = rolls.mismatch === 'uuid by bridge' && at === 0;
    const own = ownKey(one.key, bridge ? keyRows : one.rows, keyName);
    const count = bridge ? keyRows : one.rows;
    return {
      ...name(at + 2),
      columns: [
        ...own.columns,
        ...plainColumns(count),
        ...(bridge
          ? [
              column('was', 'uuid', each(count, pair.reference), 'UNIQUE'),
              column(
                'email',
                'text',
                each(count, (row) => `p${row}@x.org`),
              ),
            ]
          : []),
      ],
      key: one.partitioned && !bridge ? [] : own.names,
      rows: count,
      partitioned: one.partitioned && !bridge,
      subpartitioned: one.subpartitioned,
      hole: one.hole,
      references: [],
    };
  });
  const tables = [referenced, referencing, ...others];
  const changesType = rolls.mismatch === 'key changes type';
  if (changesType) {
    referencing.references.push({ ...reference, to: referenced, attributes: rolls.attributes });
  }
  for (const [at, table] of tables.entries()) {
    for (const [nth, one] of (roll(at).references ?? []).entries())
      addReference(table, tables, one, nth, changesType);
  }
  const hot = changesType
    ? keyAndReferences(tables, referenced, keyName)
    : rolls.mismatch === 'no unique key'
      ? []
      : [
          {
            table: referencing,
            column: victim,
            becomes: values.map((value, row) =>
              value === null ? null : row < strayed ? undefined : pair.key(meant(row)),
            ),
          },
        ];
  return {
    mismatch: rolls.mismatch,
    tables,
    referenced,
    referencing,
    hot,
    reference,
    newKeyType: changesType ? 'text' : null,
  };
}

function keyExtra(rolls: DatabaseRolls, type: string): string {
  if (rolls.mismatch === 'no unique key') return '';
  if (!/int/.test(type) || rolls.mismatch === 'key changes type') return 'NOT NULL';
  return (
    [
      'NOT NULL',
      'GENERATED BY DEFAULT AS IDENTITY',
      'GENERATED ALWAYS AS IDENTITY (START 40 INCREMENT 2)',
    ][rolls.attributes % 3] ?? ''
  );
}

function ownKey(
  kind: KeyKind,
  rows: number,
  name: string,
): { columns: RandomColumn[]; names: string[] } {
  if (kind === 'none') return { columns: [], names: [] };
  const type = keyTypes[kind];
  const extra =
    kind === 'identity'
      ? 'GENERATED ALWAYS AS IDENTITY'
      : kind === 'serial'
        ? 'NOT NULL'
        : 'NOT NULL';
  const key = column(
    name,
    kind === 'serial' ? 'serial' : type,
    each(rows, (row) => keyValue(type, name, row)),
    extra,
  );
  if (kind !== 'composite') return { columns: [key], names: [name] };
  return {
    columns: [
      column(
        'tenant',
        'integer',
        each(rows, (row) => String(row % 2)),
        'NOT NULL',
      ),
      key,
    ],
    names: ['tenant', name],
  };
}

/** A sound reference of a table to itself or to one before it. */
function addReference(
  table: RandomTable,
  tables: readonly RandomTable[],
  roll: ReferenceRoll,
  nth: number,
  keyOnly: boolean,
): void {
  const before = tables
    .slice(0, tables.indexOf(table) + 1)
    .filter((one) => one.key.length > 0 && (!keyOnly || one !== tables[1]));
  const to = before[roll.to % Math.max(1, before.length)];
  if (to === undefined) return;
  const columns = to.key.map((name, at) => {
    const own = to.columns.find((one) => one.name === name);
    if (own === undefined) throw new TypeError(`no column ${name}`);
    return column(
      `ref ${nth} ${at}`,
      own.type.replace('serial', 'integer'),
      each(table.rows, (row) =>
        to.rows === 0 || row % 3 === 2 ? null : (own.values[row % to.rows] ?? null),
      ),
    );
  });
  table.columns.push(...columns);
  table.references.push({
    columns: columns.map((one) => one.name),
    to,
    referencedColumns: to.key,
    attributes: roll.attributes,
  });
}

/** The column and everything that references it: each keeps its text. */
function keyAndReferences(
  tables: readonly RandomTable[],
  to: RandomTable,
  key: string,
): HotColumn[] {
  const own = (table: RandomTable, name: string): HotColumn => ({
    table,
    column: name,
    becomes: table.columns.find((one) => one.name === name)?.values ?? [],
  });
  return [
    own(to, key),
    ...tables.flatMap((table) =>
      table.references
        .filter((one) => one.to === to)
        .map((one) => own(table, one.columns[one.referencedColumns.indexOf(key)] ?? '')),
    ),
  ];
}
