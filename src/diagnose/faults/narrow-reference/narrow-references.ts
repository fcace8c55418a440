import { type Capacity, capacityOf, isNarrower } from '../../../catalog/capacity.ts';
import type { Catalog, Column, Constraint, Relation } from '../../../catalog/catalog.ts';
import { columnByNumber, foreignKeysFrom, relationByOid } from '../../../catalog/lookup.ts';
import type { KeySide, NarrowReference } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { widenings } from './widenings.ts';

/** One column of a foreign key with its key. */
interface Pair {
  readonly column: Column;
  readonly key: Column;
  readonly own: Capacity | null;
  /** What the key's column can come to hold: it may itself reference something smaller. */
  readonly reach: Capacity | null;
}

/**
 * The foreign keys with a column that is narrower than its key: each column once, with the widest key that it
 * references. A column that cannot be asked for more than it holds is left out.
 *
 * @param which foreign keys that are looked at.
 */
export function narrowReferences(
  catalog: Catalog,
  declaredBy: NarrowReference['declaredBy'],
  which: (constraint: Constraint) => boolean = () => true,
): NarrowReference[] {
  const candidates = catalog.constraints.flatMap((constraint) => {
    if (constraint.foreignKey === null || constraint.parent !== 0 || !which(constraint)) return [];
    const from = relationByOid(catalog, constraint.table);
    const to = relationByOid(catalog, constraint.foreignKey.referencedTable);
    if (from === undefined || to === undefined || from.persistence === 'temporary') return [];
    // What a key can come to hold is never more than its own column does.
    if (!hasNarrower(catalog, constraint, from, to)) return [];
    const pairs = pairsOf(catalog, constraint, from, to);
    return pairs.length === 0 ? [] : [{ constraint, from, to, pairs }];
  });
  const widestFirst = [...candidates].sort((one, other) => widest(other.pairs) - widest(one.pairs));
  const told = new Set<Column>();
  const found = widestFirst.flatMap(({ constraint, from, to, pairs }) => {
    const narrow = pairs.flatMap(({ column, own, reach }, at) =>
      own !== null && reach !== null && isNarrower(own, reach) && !told.has(column) ? [at] : [],
    );
    for (const at of narrow) if (pairs[at] !== undefined) told.add(pairs[at].column);
    return narrow.length === 0
      ? []
      : [faultOf(catalog, { constraint, from, to, pairs, narrow, declaredBy })];
  });
  const order = new Map(candidates.map(({ constraint }, at) => [constraint.name, at]));
  return found.sort(
    (one, other) =>
      (order.get(one.constraint ?? '') ?? 0) - (order.get(other.constraint ?? '') ?? 0),
  );
}

function hasNarrower(
  catalog: Catalog,
  { columns, foreignKey }: Constraint,
  from: Relation,
  to: Relation,
): boolean {
  return columns.some((number, at) => {
    const column = columnByNumber(from, number);
    const key = columnByNumber(to, foreignKey?.referencedColumns[at] ?? 0);
    if (column === undefined || key === undefined || column.type === key.type) return false;
    const [own, other] = [capacityOf(catalog, column.type), capacityOf(catalog, key.type)];
    return own !== null && other !== null && isNarrower(own, other);
  });
}

function pairsOf(catalog: Catalog, constraint: Constraint, from: Relation, to: Relation): Pair[] {
  const pairs = constraint.columns.flatMap((number, at): Pair[] => {
    const column = columnByNumber(from, number);
    const key = columnByNumber(to, constraint.foreignKey?.referencedColumns[at] ?? 0);
    if (column === undefined || key === undefined) return [];
    return [
      { column, key, own: capacityOf(catalog, column.type), reach: reachOf(catalog, to, key) },
    ];
  });
  return pairs.length === constraint.columns.length ? pairs : [];
}

/** A key that references a narrower one, by itself and checked, never holds more than that. */
function reachOf(
  catalog: Catalog,
  table: Relation,
  column: Column,
  seen: readonly Column[] = [],
): Capacity | null {
  const own = capacityOf(catalog, column.type);
  if (own === null || seen.includes(column)) return own;
  return foreignKeysFrom(catalog, table).reduce<Capacity>((reach, constraint) => {
    const { columns, foreignKey, validated, enforced } = constraint;
    if (foreignKey === null || !validated || !enforced) return reach;
    if (columns.length !== 1 || columns[0] !== column.number) return reach;
    const to = relationByOid(catalog, foreignKey.referencedTable);
    const key =
      to === undefined ? undefined : columnByNumber(to, foreignKey.referencedColumns[0] ?? 0);
    if (to === undefined || key === undefined) return reach;
    const other = reachOf(catalog, to, key, [...seen, column]);
    return other !== null && isNarrower(other, reach) ? other : reach;
  }, own);
}

function widest(pairs: readonly Pair[]): number {
  return Math.max(...pairs.map(({ reach }) => Number(reach?.most ?? Number.MAX_VALUE)));
}

function faultOf(
  catalog: Catalog,
  found: {
    readonly constraint: Constraint;
    readonly from: Relation;
    readonly to: Relation;
    readonly pairs: readonly Pair[];
    readonly narrow: readonly number[];
    readonly declaredBy: NarrowReference['declaredBy'];
  },
): NarrowReference {
  const { constraint, from, to, pairs, narrow, declaredBy } = found;
  const asked = narrow.flatMap((at) => {
    const pair = pairs[at];
    return pair === undefined ? [] : [{ table: from, column: pair.column, key: pair.key }];
  });
  return {
    kind: 'narrow-reference',
    id: faultId(
      from,
      asked.map(({ column }) => column.name),
    ),
    constraint: constraint.name,
    referencing: sideOf(
      from,
      pairs.map((one) => one.column),
    ),
    referenced: sideOf(
      to,
      pairs.map((one) => one.key),
    ),
    declaredBy,
    limits: narrow.flatMap((at) => {
      const { own, key, reach } = pairs[at] ?? {};
      return own === undefined || own === null || own.most === null || key === undefined
        ? []
        : [
            {
              pair: at,
              of: own.of,
              most: own.most.toString(),
              open: reach?.most === null,
              sequence: key.ownedSequence,
            },
          ];
    }),
    changes: widenings(catalog, asked),
  };
}

function sideOf({ schema, name, oid }: Relation, columns: readonly Column[]): KeySide {
  return {
    table: { schema, name },
    oid,
    columns: columns.map((one) => ({ name: one.name, type: one.type.sql, notNull: one.notNull })),
  };
}
