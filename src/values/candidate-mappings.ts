import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
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

function alternateKeys({ column, referenced, key }: CandidateScope): Mapping[] {
  return referenced.columns
    .filter((other) => other.number !== key.number && sameFamily(other.type.sql, column.type.sql))
    .map((other) => ({ kind: 'alternate-key', column: other.name }));
}

function bridges(scope: CandidateScope): Mapping[] {
  return scope.catalog.relations
    .filter((bridge) => isBridge(bridge, scope))
    .flatMap((bridge) =>
      bridge.columns
        .filter((value) => sameFamily(value.type.sql, scope.column.type.sql))
        .flatMap((value) => bridgesOver(scope, bridge, value)),
    );
}

function isBridge(relation: Relation, { referencing, referenced }: CandidateScope): boolean {
  return (
    ['table', 'partitioned table', 'materialized view', 'view', 'foreign table'].includes(
      relation.kind,
    ) &&
    relation.oid !== referencing.oid &&
    relation.oid !== referenced.oid &&
    relation.extension === null
  );
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
      !sameFamily(match.type.sql, shared.type.sql) ||
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
