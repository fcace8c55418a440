import type { Catalog, Constraint, Relation } from '../catalog/catalog.ts';
import { columnByNumber, relationByOid } from '../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { KeySide, OrphanKey } from './fault.ts';

/**
 * A foreign key of the catalog as a key whose rows can be looked at; null where a side of it is not the user's, and of
 * a temporal key: its rows are not found by equality.
 */
export function storedKey(
  catalog: Catalog,
  { name, table, columns, foreignKey }: Constraint,
  state: OrphanKey['state'],
): OrphanKey | null {
  if (foreignKey === null || foreignKey.period === true) return null;
  const referencing = storedSide(catalog, table, columns);
  const referenced = storedSide(catalog, foreignKey.referencedTable, foreignKey.referencedColumns);
  if (referencing === null || referenced === null) return null;
  const { match, onDelete } = foreignKey;
  return { constraint: name, referencing, referenced, match, onDelete, state };
}

/** Columns of a table, by number, as a side of a key. */
export function storedSide(
  catalog: Catalog,
  oid: number,
  numbers: readonly number[],
): KeySide | null {
  const relation = relationByOid(catalog, oid);
  if (relation === undefined) return null;
  const columns = numbers.flatMap((number) => columnByNumber(relation, number) ?? []);
  return columns.length === numbers.length ? sideOf(relation, columns) : null;
}

/** The same, of columns at hand. */
export function sideOf(
  { schema, name, oid }: Relation,
  columns: readonly Relation['columns'][number][],
): KeySide {
  return {
    table: { schema, name },
    oid,
    columns: columns.map((one) => ({ name: one.name, type: one.type.sql, notNull: one.notNull })),
  };
}

/** `orders.customer_id`, `lines.(region, number)`: a side as people read it. */
export function sideText({ table, columns }: KeySide): string {
  const names = columns.map((one) => displayIdent(one.name)).join(', ');
  return `${displayQualified(table)}.${columns.length === 1 ? names : `(${names})`}`;
}

const own = new WeakMap<Catalog, readonly Relation[]>();

/** Tables that people made and can change: a partition follows its parent, an extension its own script. */
export function ownTables(catalog: Catalog): readonly Relation[] {
  const known = own.get(catalog);
  if (known !== undefined) return known;
  const tables = catalog.relations.filter(
    (one) =>
      (one.kind === 'table' || one.kind === 'partitioned table') &&
      !one.isPartition &&
      one.extension === null &&
      one.persistence !== 'temporary',
  );
  own.set(catalog, tables);
  return tables;
}
