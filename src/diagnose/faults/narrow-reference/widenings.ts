import { capacityOf, isNarrower } from '../../../catalog/capacity.ts';
import type { Catalog, Column, Relation, TypeRef } from '../../../catalog/catalog.ts';
import { columnByNumber, foreignKeysTo, relationByOid } from '../../../catalog/lookup.ts';
import { underDomain } from '../../../catalog/under-domain.ts';
import type { TypeChange } from '../../fault.ts';

interface Widening {
  readonly table: Relation;
  readonly column: Column;
  readonly type: TypeRef;
  readonly asked: boolean;
}

/** Columns that get the type of their key, and along with them those that reference them and are narrower then. */
export function widenings(
  catalog: Catalog,
  asked: readonly { readonly table: Relation; readonly column: Column; readonly key: Column }[],
): TypeChange[] {
  const all: Widening[] = asked.map(({ table, column, key }) => ({
    table,
    column,
    // The checks of a domain are the key's own.
    type: underDomain(catalog, key.type),
    asked: true,
  }));
  // Grows while it is walked: a chain of references is widened to its end.
  for (const wide of all) {
    for (const { table, column } of narrowerThan(catalog, wide)) {
      if (all.some((one) => one.column === column)) continue;
      all.push({ table, column, type: wide.type, asked: false });
    }
  }
  return all.map((one) => ({
    table: { schema: one.table.schema, name: one.table.name },
    oid: one.table.oid,
    column: one.column.name,
    type: one.column.type.sql,
    newType: one.type.sql,
    newTypeOid: one.type.oid,
    defaultGiven: false,
    identityGiven: false,
    asked: one.asked,
    using: null,
  }));
}

function narrowerThan(catalog: Catalog, wide: Widening) {
  const room = capacityOf(catalog, wide.type);
  return foreignKeysTo(catalog, wide.table, [wide.column.number]).flatMap((constraint) => {
    const from = relationByOid(catalog, constraint.table);
    const at = constraint.foreignKey?.referencedColumns.indexOf(wide.column.number) ?? -1;
    const column =
      from === undefined ? undefined : columnByNumber(from, constraint.columns[at] ?? 0);
    if (from === undefined || column === undefined || constraint.parent !== 0) return [];
    const own = capacityOf(catalog, column.type);
    return own !== null && room !== null && isNarrower(own, room) ? [{ table: from, column }] : [];
  });
}
