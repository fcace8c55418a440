import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import { columnByName, foreignKeysFrom, indexesOf, uniqueIndexFor } from '../catalog/lookup.ts';
import type { KeySide, NoUniqueKey } from './fault.ts';
import { faultId } from './fault-id.ts';
import { suggestsTable } from './suggests-table.ts';

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
  return tables.flatMap((table) => {
    const key = columnByName(table, 'id');
    if (key === undefined || indexesOf(catalog, table).some((index) => index.primary)) return [];
    if (uniqueIndexFor(catalog, table, [key.number]).found !== 'none') return [];
    for (const from of tables) {
      if (from.schema !== table.schema || from.oid === table.oid) continue;
      const tied = foreignKeysFrom(catalog, from).flatMap((one) => one.columns);
      const column = from.columns.find(
        (one) =>
          suggestsTable(one.name, table.name) &&
          !tied.includes(one.number) &&
          isComparable(catalog, {
            referencedType: key.type.oid,
            referencingType: one.type.oid,
          }),
      );
      if (column === undefined) continue;
      return [
        {
          kind: 'no-unique-key',
          id: faultId(table, [key.name]),
          constraint: null,
          referencing: side(from, column),
          referenced: side(table, key),
          declaredBy: 'names',
          implicit: false,
          foreignKeys: [],
        },
      ];
    }
    return [];
  });
}

function side({ schema, name, oid }: Relation, column: Column): KeySide {
  return {
    table: { schema, name },
    oid,
    columns: [{ name: column.name, type: column.type.sql, notNull: column.notNull }],
  };
}
