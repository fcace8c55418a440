import type { Catalog, Constraint, ForeignKeyPart, Relation } from '../catalog/catalog.ts';
import { relationByOid } from '../catalog/lookup.ts';

/** A foreign key of a table that people made. */
export interface OwnForeignKey {
  readonly constraint: Constraint;
  readonly foreignKey: ForeignKeyPart;
  readonly table: Relation;
  readonly referenced: Relation;
}

const found = new WeakMap<Catalog, readonly OwnForeignKey[]>();

/** Every foreign key that was declared: the copies on partitions follow theirs. */
export function ownForeignKeys(catalog: Catalog): readonly OwnForeignKey[] {
  const known = found.get(catalog);
  if (known !== undefined) return known;
  const keys = catalog.constraints.flatMap((constraint) => {
    const { foreignKey, parent } = constraint;
    if (foreignKey === null || parent !== 0) return [];
    const table = relationByOid(catalog, constraint.table);
    const referenced = relationByOid(catalog, foreignKey.referencedTable);
    return table === undefined || referenced === undefined || table.extension !== null
      ? []
      : [{ constraint, foreignKey, table, referenced }];
  });
  found.set(catalog, keys);
  return keys;
}
