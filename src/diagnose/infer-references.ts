import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import {
  columnByName,
  columnByNumber,
  foreignKeysFrom,
  foreignKeysTo,
  primaryKeyIndex,
  relationByOid,
} from '../catalog/lookup.ts';
import type { IncompatibleTypes, KeySide } from './fault.ts';
import { faultId } from './fault-id.ts';
import { suggestedTables } from './suggested-tables.ts';
import { isTableOfPeople, suggestsPerson, suggestsTable } from './suggests-table.ts';

/** The one key column that other columns may mean. */
interface Key {
  readonly table: Relation;
  readonly column: Column;
}

/**
 * Other columns that would have the same fault with the same key, and that no foreign key declares yet. They are
 * candidates only: the caller looks at their values, and takes those of which most map as the held column's do.
 *
 * A column is a candidate when it cannot be compared with the key, is no key of its own (primary key, foreign key
 * elsewhere, generated), lies in the schema of either side, and
 * - its name suggests the key's table (`user_id`, `userId`), or who did something where the table is one of people
 *   (`cancelledBy`); or
 * - it is a uuid like the held column, whatever its name. Only uuids: their values are unique the world over, so that
 *   values alone can tell, while any small integers are found among any others.
 *
 * @returns nothing for a composite key, or a key that the held statement itself creates.
 */
export function inferReferences(catalog: Catalog, held: IncompatibleTypes): IncompatibleTypes[] {
  const key = keyOf(catalog, held);
  const [heldType] = held.referencing.columns.map((one) => one.type);
  if (key === null || held.pairs.length !== 1 || held.referencing.columns.length !== 1) return [];
  const schemas = new Set([key.table.schema, held.referencing.table.schema]);
  return tablesOf(catalog, schemas).flatMap((table) =>
    freeColumns(catalog, table, key)
      .filter((column) => {
        const isHeld =
          table.oid === held.referencing.oid && column.name === held.referencing.columns[0]?.name;
        const byValue =
          heldType === 'uuid' && column.type.sql === 'uuid' && column.name !== key.column.name;
        return !isHeld && (byValue || byName(column, key));
      })
      .map((column) => inferred(table, column, key)),
  );
}

/**
 * The same from names alone, for every key of the database. Where a name suggests several tables, the one that
 * most foreign keys reference counts; where these are equal, none.
 */
export function inferFaults(catalog: Catalog): IncompatibleTypes[] {
  const tables = tablesOf(catalog, null);
  const meantBySchema = new Map<string, (column: Column) => Key[]>();
  for (const schema of new Set(tables.map((table) => table.schema))) {
    const own = tables.filter((table) => table.schema === schema);
    meantBySchema.set(schema, keysByName(catalog, own));
  }
  return tables.flatMap((table) =>
    table.columns.flatMap((column) => {
      const meant = mostReferenced(catalog, meantBySchema.get(table.schema)?.(column) ?? []);
      if (meant === null || !freeColumns(catalog, table, meant).includes(column)) return [];
      return [inferred(table, column, meant)];
    }),
  );
}

/** The keys of many tables that {@link byName} would find, without asking it for each. */
function keysByName(catalog: Catalog, tables: readonly Relation[]): (column: Column) => Key[] {
  const suggested = suggestedTables(
    tables.map((table) => ({ name: table.name, value: table })),
    tables.flatMap((table) => table.columns.map((column) => column.name)),
  );
  let people: Relation[] | null = null;
  return (column) => {
    const found = new Set(suggested(column.name));
    if (namesPerson(column)) {
      people ??= tables.filter((table) => isTableOfPeople(table.name));
      for (const table of people) found.add(table);
    }
    return [...found].flatMap((table) => simpleKey(catalog, table) ?? []);
  };
}

function byName(column: Column, key: Key): boolean {
  if (suggestsTable(column.name, key.table.name)) return true;
  return namesPerson(column) && isTableOfPeople(key.table.name);
}

function namesPerson(column: Column): boolean {
  return suggestsPerson(column.name) && ['uuid', 'integer', 'bigint'].includes(column.type.sql);
}

/** Tables whose columns can be changed; a partition follows its parent. */
function tablesOf(catalog: Catalog, schemas: ReadonlySet<string> | null): Relation[] {
  return catalog.relations.filter(
    (one) =>
      (one.kind === 'table' || one.kind === 'partitioned table') &&
      !one.isPartition &&
      one.extension === null &&
      one.persistence !== 'temporary' &&
      (schemas === null || schemas.has(one.schema)),
  );
}

/** Columns that cannot be compared with the key and are no keys of their own. */
function freeColumns(catalog: Catalog, table: Relation, key: Key): Column[] {
  const taken = new Set(
    [
      ...foreignKeysFrom(catalog, table).map((one) => one.columns),
      primaryKeyIndex(catalog, table)?.columns.map((one) => one.column) ?? [],
    ]
      .filter((columns) => columns.length === 1)
      .flat(),
  );
  return table.columns.filter(
    (column) =>
      !taken.has(column.number) &&
      !(table.oid === key.table.oid && column.number === key.column.number) &&
      column.generated === null &&
      column.identity === null &&
      !column.inherited &&
      !isComparable(catalog, {
        referencedType: key.column.type.oid,
        referencingType: column.type.oid,
      }),
  );
}

function keyOf(catalog: Catalog, held: IncompatibleTypes): Key | null {
  const table = relationByOid(catalog, held.referenced.oid);
  const [name] = held.referenced.columns;
  const column = table === undefined ? undefined : columnByName(table, name?.name ?? '');
  return table === undefined || column === undefined ? null : { table, column };
}

function simpleKey(catalog: Catalog, table: Relation): Key | null {
  const index = primaryKeyIndex(catalog, table);
  const [first, ...more] = index?.columns ?? [];
  const column = first === undefined ? undefined : columnByNumber(table, first.column);
  return column === undefined || more.length > 0 ? null : { table, column };
}

function mostReferenced(catalog: Catalog, keys: readonly Key[]): Key | null {
  const counted = keys
    .map((key) => ({ key, references: foreignKeysTo(catalog, key.table).length }))
    .sort((one, other) => other.references - one.references);
  const [first, second] = counted;
  if (first === undefined || first.references === second?.references) return null;
  return first.key;
}

function inferred(table: Relation, column: Column, key: Key): IncompatibleTypes {
  return {
    kind: 'incompatible-types',
    id: faultId(table, [column.name]),
    constraint: null,
    referencing: sideOf(table, column),
    referenced: sideOf(key.table, key.column),
    declaredBy: 'names',
    pairs: [0],
    amend: [],
  };
}

function sideOf(table: Relation, { name, type, notNull }: Column): KeySide {
  return {
    table: { schema: table.schema, name: table.name },
    oid: table.oid,
    columns: [{ name, type: type.sql, notNull }],
  };
}
