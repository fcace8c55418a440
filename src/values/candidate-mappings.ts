import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { childrenOf, relationByOid } from '../catalog/lookup.ts';
import { underDomain } from '../catalog/under-domain.ts';
import type { Mapping } from './mapping.ts';
import { isCitext, isText, sameFamily } from './type-family.ts';

/** Where the candidates are looked for. */
export interface CandidateScope {
  readonly catalog: Catalog;
  readonly referencing: Relation;
  readonly column: Column;
  readonly referenced: Relation;
  readonly key: Column;
}

/**
 * Every mapping that the schema alone makes possible, in the order in which they are preferred: cast, another column
 * of the referenced table, bridges. Which of them explains the values is counted afterwards; a numbering by order of
 * creation is never among them.
 */
export function candidateMappings(scope: CandidateScope): Mapping[] {
  return [{ kind: 'cast' }, ...alternateKeys(scope), ...bridges(scope)];
}

function alternateKeys({ catalog, column, referenced, key }: CandidateScope): Mapping[] {
  return referenced.columns
    .filter((other) => other.number !== key.number && mayHold(catalog, other, column))
    .map((other) => ({ kind: 'alternate-key', column: other.name }));
}

/** Columns whose values can be the same ones. A domain restricts the values of its type, and changes none. */
function alike(catalog: Catalog, one: Column, other: Column): boolean {
  return sameFamily(underDomain(catalog, one.type).sql, underDomain(catalog, other.type).sql);
}

/** A column may hold the values of another one, which are looked up by their text: that of a uuid is often kept as text. */
function mayHold(catalog: Catalog, holder: Column, column: Column): boolean {
  if (alike(catalog, holder, column)) return true;
  return (
    underDomain(catalog, holder.type).sql === 'uuid' &&
    isText(underDomain(catalog, column.type).sql)
  );
}

/** The two tables of the key hold their own values, of course, and so do their partitions. */
function bridges(scope: CandidateScope): Mapping[] {
  const { catalog, referencing, referenced } = scope;
  const own = [referencing, referenced].map((one) => inheritanceTree(catalog, one));
  return catalog.relations
    .filter((bridge) => isBridge(bridge) && !own.some((tree) => tree.has(bridge.oid)))
    .flatMap((bridge) =>
      bridge.columns
        .filter((value) => mayHold(catalog, value, scope.column))
        .flatMap((value) => bridgesOver(scope, bridge, value)),
    );
}

function isBridge({ kind, extension }: Relation): boolean {
  return (
    ['table', 'partitioned table', 'materialized view', 'view', 'foreign table'].includes(kind) &&
    extension === null
  );
}

/**
 * OIDs of a table and of all that are parts of one table with it: partitions and inheriting tables, those above it, and
 * their other parts.
 */
export function inheritanceTree(catalog: Catalog, table: Relation): ReadonlySet<number> {
  const found = new Set<number>();
  const add = (oid: number): void => {
    const relation = relationByOid(catalog, oid);
    if (relation === undefined || found.has(oid)) return;
    found.add(oid);
    for (const parent of relation.parents) add(parent);
    for (const child of childrenOf(catalog, relation)) add(child.oid);
  };
  add(table.oid);
  return found;
}

function bridgesOver(scope: CandidateScope, bridge: Relation, value: Column): Mapping[] {
  const over = (
    bridgeColumn: string,
    referencedColumn: string,
    compare: 'exact' | 'case-insensitive',
  ): Mapping => ({
    kind: 'bridge',
    table: { schema: bridge.schema, name: bridge.name },
    valueColumn: value.name,
    bridgeColumn,
    referencedColumn,
    compare,
  });
  const natural = scope.referenced.columns.flatMap((shared) => {
    const match = bridge.columns.find((column) => column.name === shared.name);
    if (match === undefined || match.number === value.number || shared.number === scope.key.number)
      return [];
    if (
      !alike(scope.catalog, match, shared) ||
      !hasUniqueIndex(scope.catalog, scope.referenced, shared.name)
    )
      return [];
    const exact = over(match.name, shared.name, 'exact');
    return ignoresCase(shared)
      ? [exact, over(match.name, shared.name, 'case-insensitive')]
      : [exact];
  });
  const references = scope.catalog.constraints.flatMap((constraint) => {
    const [from] = constraint.columns;
    const part = constraint.foreignKey;
    if (constraint.table !== bridge.oid || part?.referencedTable !== scope.referenced.oid)
      return [];
    if (constraint.columns.length !== 1 || part.referencedColumns[0] !== scope.key.number)
      return [];
    const column = bridge.columns.find((other) => other.number === from);
    return column === undefined || column.number === value.number
      ? []
      : [over(column.name, scope.key.name, 'exact')];
  });
  return [...references, ...natural];
}

/** A column has a whole, valid unique index of its own. */
export function hasUniqueIndex(catalog: Catalog, table: Relation, column: string): boolean {
  const number = table.columns.find((other) => other.name === column)?.number;
  return catalog.indexes.some(
    (index) =>
      index.table === table.oid &&
      index.unique &&
      index.valid &&
      !index.partial &&
      index.columns.length === 1 &&
      index.columns[0]?.column === number,
  );
}

function ignoresCase(column: Column): boolean {
  return isCitext(column.type.sql) || (isText(column.type.sql) && /mail/i.test(column.name));
}
