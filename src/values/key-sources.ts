import type { Catalog } from '../catalog/catalog.ts';
import { columnByName, columnByNumber, foreignKeysFrom, relationByOid } from '../catalog/lookup.ts';
import type { TypeChange } from '../diagnose/fault.ts';
import type { KeySource } from './fresh-keys.ts';

/**
 * Of columns that change together those that hold the keys: a validated foreign key vouches that the others hold
 * nothing else. One of several columns does not vouch, for a NULL in another column of it lets any value stand.
 */
export function keySources(catalog: Catalog, changes: readonly TypeChange[]): KeySource[] {
  const sources = changes.filter((one) => leadsTo(catalog, changes, one).length === 0);
  const covered = new Set(sources);
  const follow = () => {
    for (let grew = true; grew; ) {
      grew = false;
      for (const one of changes) {
        if (covered.has(one) || !leadsTo(catalog, changes, one).some((to) => covered.has(to)))
          continue;
        covered.add(one);
        grew = true;
      }
    }
  };
  follow();
  // Keys that reference each other in a circle: any of them holds all values.
  for (const one of changes) {
    if (covered.has(one)) continue;
    sources.push(one);
    covered.add(one);
    follow();
  }
  return sources.map(({ oid, table, column, type }) => ({
    table,
    partitioned: relationByOid(catalog, oid)?.kind === 'partitioned table',
    column,
    type,
  }));
}

/** The other columns of `changes` that hold every value of this one. */
function leadsTo(
  catalog: Catalog,
  changes: readonly TypeChange[],
  change: TypeChange,
): TypeChange[] {
  const relation = relationByOid(catalog, change.oid);
  const number = relation === undefined ? undefined : columnByName(relation, change.column)?.number;
  if (relation === undefined || number === undefined) return [];
  return foreignKeysFrom(catalog, relation).flatMap(
    ({ columns, validated, enforced, parent, foreignKey }) => {
      if (!validated || !enforced || parent !== 0 || foreignKey === null) return [];
      if (columns.length !== 1 || columns[0] !== number) return [];
      const to = relationByOid(catalog, foreignKey.referencedTable);
      const name =
        to === undefined
          ? undefined
          : columnByNumber(to, foreignKey.referencedColumns[0] ?? 0)?.name;
      return changes.filter(
        (one) => one !== change && one.oid === foreignKey.referencedTable && one.column === name,
      );
    },
  );
}
