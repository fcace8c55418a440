import type { Catalog, Constraint, Relation } from '../catalog/catalog.ts';
import {
  childrenOf,
  columnByName,
  columnByNumber,
  foreignKeysFrom,
  foreignKeysTo,
  primaryKeyIndex,
} from '../catalog/lookup.ts';
import type { OrphanKey } from '../diagnose/fault.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../postgres/quote.ts';
import { primaryKeyOf, storedColumns } from './find-column.ts';
import type { KeyTable } from './orphan-sql.ts';

/** A table that a repair writes to. */
export interface WrittenTable extends KeyTable {
  readonly primaryKey: readonly string[] | null;
  /** Every stored column, with its type. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly owned: boolean;
  readonly owner: string;
  readonly hasRules: boolean;
}

export function writtenTables(catalog: Catalog, relations: readonly Relation[]): WrittenTable[] {
  return [...new Set(relations)].map((relation) => ({
    ...keyTable(relation),
    primaryKey:
      primaryKeyIndex(catalog, relation) === undefined ? null : primaryKeyOf(catalog, relation),
    columns: storedColumns(relation).map((name) => ({
      name,
      type: columnByName(relation, name)?.type.sql ?? 'text',
    })),
    owned: relation.owned,
    owner: relation.owner,
    hasRules: relation.hasRules,
  }));
}

export function keyTable({ schema, name, kind }: Relation): KeyTable {
  return { table: { schema, name }, partitioned: kind === 'partitioned table' };
}

export function partitionsOf(catalog: Catalog, relation: Relation): Relation[] {
  if (relation.kind !== 'partitioned table') return [];
  return childrenOf(catalog, relation).flatMap((one) => [one, ...partitionsOf(catalog, one)]);
}

/** Foreign keys that were declared to a table, or to one of its partitions by itself. */
export function foreignKeysInto(catalog: Catalog, relation: Relation): Constraint[] {
  return [relation, ...partitionsOf(catalog, relation)]
    .flatMap((one) => foreignKeysTo(catalog, one))
    .filter((one) => one.parent === 0);
}

/**
 * Which columns of the key become NULL. One is enough for MATCH SIMPLE, so that of several those stay that another
 * foreign key uses as well (a tenant's number); MATCH FULL takes all or none.
 */
export function clearedColumns(catalog: Catalog, relation: Relation, key: OrphanKey): string[] {
  const primary = primaryKeyOf(catalog, relation) ?? [];
  const all = key.referencing.columns.map((one) => one.name);
  const free = key.referencing.columns
    .filter((one) => !one.notNull && !primary.includes(one.name))
    .map((one) => one.name)
    .filter((name) => columnByName(relation, name)?.generated === null);
  if (key.match === 'FULL') return free.length === all.length ? free : [];
  const shared = foreignKeysFrom(catalog, relation)
    .filter((one) => one.name !== key.constraint)
    .flatMap((one) =>
      one.columns.flatMap((number) => columnByNumber(relation, number)?.name ?? []),
    );
  const own = free.filter((name) => !shared.includes(name));
  return own.length > 0 ? own : free;
}

/** `orders.customer_id`, `lines.(region, number)`: a key as people read it. */
export function keyName({ table, columns }: OrphanKey['referencing']): string {
  const names = columns.map((one) => displayIdent(one.name)).join(', ');
  return `${displayQualified(table)}.${columns.length === 1 ? names : `(${names})`}`;
}

export function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.schema === other.schema && one.name === other.name;
}
