import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import { columnByName, foreignKeysFrom, indexesOf, uniqueIndexFor } from '../catalog/lookup.ts';
import type { KeySide, NoUniqueKey } from './fault.ts';
import { faultId } from './fault-id.ts';
import { suggestedTables } from './suggested-tables.ts';

/**
 * Tables whose column `id` is no key though another column's name says that it references it (`user_id`, users), and
 * that have no primary key: candidates, to be confirmed by values. Each table once.
 */
export function inferMissingKeys(catalog: Catalog): NoUniqueKey[] {
  const tables = catalog.relations.filter(
    (one) =>
      one.kind === 'table' &&
      !one.isPartition &&
      one.extension === null &&
      one.persistence !== 'temporary',
  );
  const found = new Map<Relation, NoUniqueKey>();
  const schemas = new Set(tables.map((table) => table.schema));
  for (const schema of schemas) {
    const own = tables.filter((table) => table.schema === schema);
    const keyless = own.flatMap((table) => {
      const key = keylessId(catalog, table);
      return key === null ? [] : [{ name: table.name, value: { table, key } }];
    });
    if (keyless.length === 0) continue;
    const names = own.flatMap((table) => table.columns.map((column) => column.name));
    const suggested = suggestedTables(keyless, names);
    for (const from of own) {
      const tied = new Set(foreignKeysFrom(catalog, from).flatMap((one) => one.columns));
      for (const column of from.columns) {
        if (tied.has(column.number)) continue;
        for (const { table, key } of suggested(column.name)) {
          const types = { referencedType: key.type.oid, referencingType: column.type.oid };
          if (table === from || found.has(table) || !isComparable(catalog, types)) continue;
          found.set(table, missingKey(from, column, table, key));
        }
      }
    }
  }
  return tables.flatMap((table) => found.get(table) ?? []);
}

/** The column `id` of a table that has no primary key, and no unique key on that column. */
function keylessId(catalog: Catalog, table: Relation): Column | null {
  const key = columnByName(table, 'id');
  if (key === undefined || indexesOf(catalog, table).some((index) => index.primary)) return null;
  return uniqueIndexFor(catalog, table, [key.number]).found === 'none' ? key : null;
}

function missingKey(from: Relation, column: Column, table: Relation, key: Column): NoUniqueKey {
  return {
    kind: 'no-unique-key',
    id: faultId(table, [key.name]),
    constraint: null,
    referencing: side(from, column),
    referenced: side(table, key),
    declaredBy: 'names',
    implicit: false,
    foreignKeys: [],
  };
}

function side({ schema, name, oid }: Relation, column: Column): KeySide {
  return {
    table: { schema, name },
    oid,
    columns: [{ name: column.name, type: column.type.sql, notNull: column.notNull }],
  };
}
