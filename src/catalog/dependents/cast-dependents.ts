import type { Catalog } from '../catalog.ts';
import type { Dependent } from '../dependent.ts';
import { typeByOid } from '../lookup.ts';
import { castToType } from './cast-to-type.ts';
import type { KnownColumn } from './column-ref.ts';

/**
 * Lifted dependents with the literals of an enum written for the enum that takes its place. A literal that stands
 * beside another column of the old enum fails when it is laid back, and the repair with it.
 */
export function castDependents(
  catalog: Catalog,
  columns: readonly KnownColumn[],
  dependents: readonly Dependent[],
): Dependent[] {
  const pairs = columns.flatMap(({ column, newType }) => {
    const from = typeByOid(catalog, column.type.oid);
    const to = typeByOid(catalog, newType ?? 0);
    return from?.kind === 'enum' && to?.kind === 'enum' && from.oid !== to.oid
      ? [{ from, to }]
      : [];
  });
  return dependents.map((one) => {
    if (one.handling !== 'lifted') return one;
    const restore = one.restore.map((sql) =>
      pairs.reduce((text, { from, to }) => castToType(text, from, to).sql, sql),
    );
    const same = restore.every((sql, at) => sql === one.restore[at]);
    return same ? one : { ...one, restore, asItIs: one.restore };
  });
}
