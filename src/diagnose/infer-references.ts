import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { columnByName, indexesOf, relationByOid, typeByOid } from '../catalog/lookup.ts';
import type { IncompatibleTypes } from './fault.ts';
import { faultId } from './fault-id.ts';
import { isPolymorphic } from './infer-orphans.ts';
import { wordsOf } from './name-words.ts';
import {
  isComparableKey,
  isFree,
  type NamedReference,
  namedReferences,
  type SimpleKey,
  saysWho,
} from './named-references.ts';
import { ownTables, sideOf } from './stored-key.ts';
import { isTableOfPeople, suggestsTable } from './suggests-table.ts';

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
  const tables = ownTables(catalog).filter((table) => schemas.has(table.schema));
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => {
        if (!isFree(catalog, table, column, key) || isComparableKey(catalog, column, key)) {
          return false;
        }
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
 * The same from names alone, for every key of the database: columns that cannot be compared with the key that their
 * name suggests. Arrays are no references that could be retyped.
 */
export function inferFaults(catalog: Catalog): IncompatibleTypes[] {
  return namedReferences(catalog)
    .filter(({ comparable, column }) => !comparable && !isArray(catalog, column))
    .map((one) => ({
      ...inferred(one.table, one.column, one.key),
      ...(isPlain(catalog, one) ? { plain: true } : {}),
    }));
}

const integers = new Set(['smallint', 'integer', 'bigint']);

/**
 * A column that was made to be a reference, whatever its values: an index leads with it, it is named after the table
 * and nothing else, and it is a uuid where the key is a number or the other way round; and no table of another schema
 * could be meant instead.
 */
function isPlain(catalog: Catalog, { table, column, key }: NamedReference): boolean {
  const [own, other] = [column.type.sql, key.column.type.sql];
  const types = (own === 'uuid' && integers.has(other)) || (integers.has(own) && other === 'uuid');
  if (!types || isPolymorphic(table, column.name)) return false;
  const isNamed = wordsOf(column.name).length === wordsOf(key.table.name).length + 1;
  const isIndexed = indexesOf(catalog, table).some(
    (index) => index.valid && index.columns[0]?.column === column.number,
  );
  if (!isNamed || !isIndexed) return false;
  return !ownTables(catalog).some(
    (one) =>
      one.oid !== key.table.oid &&
      suggestsTable(column.name, one.name) &&
      one.columns.some(
        (candidate) => candidate.name === key.column.name && candidate.type.sql === own,
      ),
  );
}

function isArray(catalog: Catalog, column: Column): boolean {
  return (typeByOid(catalog, column.type.oid)?.elementType ?? 0) !== 0;
}

function byName(column: Column, key: SimpleKey): boolean {
  return (
    suggestsTable(column.name, key.table.name) ||
    (saysWho(column) && isTableOfPeople(key.table.name))
  );
}

function keyOf(catalog: Catalog, held: IncompatibleTypes): SimpleKey | null {
  const table = relationByOid(catalog, held.referenced.oid);
  const [name] = held.referenced.columns;
  const column = table === undefined ? undefined : columnByName(table, name?.name ?? '');
  return table === undefined || column === undefined ? null : { table, column };
}

function inferred(table: Relation, column: Column, key: SimpleKey): IncompatibleTypes {
  return {
    kind: 'incompatible-types',
    id: faultId(table, [column.name]),
    constraint: null,
    referencing: sideOf(table, [column]),
    referenced: sideOf(key.table, [key.column]),
    declaredBy: 'names',
    pairs: [0],
    amend: [],
  };
}
