import type { Catalog, Constraint } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import { columnByNumber, relationByOid } from '../catalog/lookup.ts';
import type { Conversion } from './plan.ts';

/** The foreign keys that could not be implemented any more once the conversions are done. */
export function brokenForeignKeys(
  catalog: Catalog,
  conversions: readonly Conversion[],
): Constraint[] {
  if (conversions.length === 0) return [];
  return catalog.constraints.filter((constraint) => {
    const part = constraint.foreignKey;
    if (part === null || constraint.parent !== 0) return false;
    return constraint.columns.some((number, at) => {
      const own = typeAfter(catalog, conversions, constraint.table, number);
      const other = typeAfter(
        catalog,
        conversions,
        part.referencedTable,
        part.referencedColumns[at] ?? 0,
      );
      if (own === null || other === null || !(own.changed || other.changed)) return false;
      return !isComparable(catalog, { referencingType: own.oid, referencedType: other.oid });
    });
  });
}

function typeAfter(
  catalog: Catalog,
  conversions: readonly Conversion[],
  table: number,
  number: number,
): { readonly oid: number; readonly changed: boolean } | null {
  const relation = relationByOid(catalog, table);
  const column = relation === undefined ? undefined : columnByNumber(relation, number);
  if (relation === undefined || column === undefined) return null;
  const conversion = conversions.find(
    ({ mapped }) =>
      mapped.table.schema === relation.schema &&
      mapped.table.name === relation.name &&
      mapped.column === column.name,
  );
  return conversion === undefined
    ? { oid: column.type.oid, changed: false }
    : { oid: conversion.mapped.newTypeOid, changed: true };
}
