import type { Catalog, Column, Constraint, Index, Relation, Type } from './catalog.ts';

interface Lookup {
  readonly relationByOid: ReadonlyMap<number, Relation>;
  readonly relationByName: ReadonlyMap<string, Relation>;
  readonly typeByOid: ReadonlyMap<number, Type>;
  readonly indexesByTable: ReadonlyMap<number, readonly Index[]>;
  readonly constraintsByTable: ReadonlyMap<number, readonly Constraint[]>;
  readonly foreignKeysByReferenced: ReadonlyMap<number, readonly Constraint[]>;
  readonly childrenByParent: ReadonlyMap<number, readonly Relation[]>;
}

const lookups = new WeakMap<Catalog, Lookup>();

/** Schema and name in one key: NUL stands in no PostgreSQL name. */
function nameKey(schema: string, name: string): string {
  return `${schema}\0${name}`;
}

/** @param keyOf null where an item belongs to no group */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => number | null): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) addTo(groups, key, item);
  }
  return groups;
}

function addTo<T>(groups: Map<number, T[]>, key: number, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}

function byParent(relations: readonly Relation[]): Map<number, Relation[]> {
  const groups = new Map<number, Relation[]>();
  for (const one of relations) for (const parent of one.parents) addTo(groups, parent, one);
  return groups;
}

function lookupOf(catalog: Catalog): Lookup {
  const known = lookups.get(catalog);
  if (known !== undefined) return known;
  const made: Lookup = {
    relationByOid: new Map(catalog.relations.map((one) => [one.oid, one])),
    relationByName: new Map(catalog.relations.map((one) => [nameKey(one.schema, one.name), one])),
    typeByOid: new Map(catalog.types.map((one) => [one.oid, one])),
    indexesByTable: groupBy(catalog.indexes, (one) => one.table),
    constraintsByTable: groupBy(catalog.constraints, (one) => one.table),
    foreignKeysByReferenced: groupBy(
      catalog.constraints,
      (one) => one.foreignKey?.referencedTable ?? null,
    ),
    childrenByParent: byParent(catalog.relations),
  };
  lookups.set(catalog, made);
  return made;
}

/**
 * The relation that a name means: in the given schema, or the first one along the client's search path.
 * `pg_temp` as a schema means the session's own temporary schema.
 */
export function findRelation(
  catalog: Catalog,
  { schema, name }: { readonly schema?: string | null; readonly name: string },
): Relation | undefined {
  const { relationByName } = lookupOf(catalog);
  if (schema === 'pg_temp') {
    const own = catalog.schemas.find((one) => one.startsWith('pg_temp_'));
    return own === undefined ? undefined : relationByName.get(nameKey(own, name));
  }
  if (schema !== undefined && schema !== null) return relationByName.get(nameKey(schema, name));
  for (const place of catalog.searchPath) {
    const found = relationByName.get(nameKey(place, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

export function relationByOid(catalog: Catalog, oid: number): Relation | undefined {
  return lookupOf(catalog).relationByOid.get(oid);
}

export function columnByName(relation: Relation, name: string): Column | undefined {
  return relation.columns.find((column) => column.name === name);
}

export function columnByNumber(relation: Relation, number: number): Column | undefined {
  const own = relation.columns[number - 1];
  // Where no column before it was dropped.
  if (own?.number === number) return own;
  return relation.columns.find((column) => column.number === number);
}

export function typeByOid(catalog: Catalog, oid: number): Type | undefined {
  return lookupOf(catalog).typeByOid.get(oid);
}

/** All indexes of a table in order of OID. */
export function indexesOf(catalog: Catalog, relation: Relation): readonly Index[] {
  return lookupOf(catalog).indexesByTable.get(relation.oid) ?? [];
}

/** All constraints of a table, its foreign keys included. */
export function constraintsOf(catalog: Catalog, relation: Relation): readonly Constraint[] {
  return lookupOf(catalog).constraintsByTable.get(relation.oid) ?? [];
}

/** Foreign keys of the table itself; of a partition also the copies of its parent's (`parent` is not 0). */
export function foreignKeysFrom(catalog: Catalog, relation: Relation): readonly Constraint[] {
  return constraintsOf(catalog, relation).filter((one) => one.foreignKey !== null);
}

/** Foreign keys that reference the table; with `columns`, those whose referenced columns hold one of these numbers. */
export function foreignKeysTo(
  catalog: Catalog,
  relation: Relation,
  columns?: readonly number[],
): readonly Constraint[] {
  const all = lookupOf(catalog).foreignKeysByReferenced.get(relation.oid) ?? [];
  if (columns === undefined) return all;
  return all.filter((one) =>
    one.foreignKey?.referencedColumns.some((number) => columns.includes(number)),
  );
}

/** Partitions or inheriting tables, direct ones only. */
export function childrenOf(catalog: Catalog, relation: Relation): readonly Relation[] {
  return lookupOf(catalog).childrenByParent.get(relation.oid) ?? [];
}

/** The index of the primary key, valid or not. */
export function primaryKeyIndex(catalog: Catalog, relation: Relation): Index | undefined {
  return indexesOf(catalog, relation).find((index) => index.primary);
}

/** A unique index behind referenced columns, or why there is none. */
export type KeyIndex =
  | {
      readonly found: 'usable';
      readonly index: Index;
      /** One per referenced column, in their order. */
      readonly operatorClasses: readonly number[];
    }
  /** Only the index of a DEFERRABLE constraint fits. */
  | { readonly found: 'deferrable'; readonly index: Index }
  | { readonly found: 'none' };

/**
 * The unique index that a foreign key to these columns would use: valid, not partial, without expressions,
 * its key columns the same set in any order, the first by OID.
 * Source: `transformFkeyCheckAttrs()` in commands/tablecmds.c.
 */
export function uniqueIndexFor(
  catalog: Catalog,
  relation: Relation,
  columns: readonly number[],
): KeyIndex {
  let deferrable: Index | null = null;
  for (const index of indexesOf(catalog, relation)) {
    if (!index.unique || !index.valid || index.partial || index.hasExpressions) continue;
    if (index.columns.length !== columns.length || index.accessMethod !== 'btree') continue;
    if (!index.columns.some((one) => one.column === columns[0])) continue;
    const operatorClasses = columns.map(
      (number) => index.columns.find((one) => one.column === number)?.operatorClass,
    );
    if (new Set(columns).size !== columns.length) continue;
    if (!operatorClasses.every((one) => one !== undefined)) continue;
    if (index.immediate) return { found: 'usable', index, operatorClasses };
    deferrable = index;
  }
  return deferrable === null ? { found: 'none' } : { found: 'deferrable', index: deferrable };
}
