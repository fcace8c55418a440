import type { Catalog, Relation } from '../catalog/catalog.ts';
import { childrenOf, foreignKeysFrom, foreignKeysTo, relationByOid } from '../catalog/lookup.ts';
import type { Fault } from '../diagnose/fault.ts';

/**
 * The tables that a plan for these faults may alter or has to know in full: both sides of each, their partitions and
 * inheriting tables with all of theirs, their parents, and whatever foreign keys tie to any of them. OIDs of pg_class.
 */
export function tablesAround(catalog: Catalog, faults: readonly Fault[]): number[] {
  const found = new Map<number, Relation>();
  const add = (oid: number): void => {
    const relation = relationByOid(catalog, oid);
    if (relation === undefined || found.has(oid)) return;
    found.set(oid, relation);
    for (const child of childrenOf(catalog, relation)) add(child.oid);
    for (const parent of relation.parents) add(parent);
  };
  for (const fault of faults) {
    if (fault.kind === 'invalid-index') add(fault.tableOid);
    const sides = [fault, ...(fault.kind === 'orphans' ? fault.keys : [])];
    for (const { referencing, referenced } of sides) {
      add(referencing?.oid ?? 0);
      add(referenced?.oid ?? 0);
    }
  }
  // What such an action writes is a question of the default.
  for (const { table, foreignKey } of catalog.constraints) {
    if ([foreignKey?.onDelete, foreignKey?.onUpdate].includes('SET DEFAULT')) add(table);
  }
  for (const relation of [...found.values()]) {
    for (const key of foreignKeysFrom(catalog, relation)) add(key.foreignKey?.referencedTable ?? 0);
    for (const key of foreignKeysTo(catalog, relation)) add(key.table);
  }
  return [...found.keys()];
}
