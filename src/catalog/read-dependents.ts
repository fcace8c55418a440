import type { Session } from '../postgres/session.ts';
import type { Catalog } from './catalog.ts';
import type { Dependent } from './dependent.ts';
import { castDependents } from './dependents/cast-dependents.ts';
import { type ColumnRef, type KnownColumn, withChildren } from './dependents/column-ref.ts';
import { type DependencyNode, readDependencyGraph } from './dependents/dependency-graph.ts';
import { forgottenByRebuild } from './dependents/forgotten-by-rebuild.ts';
import { keptByPostgresql } from './dependents/kept-by-postgresql.ts';
import { liftForeignKeys } from './dependents/lifted-foreign-keys.ts';
import { liftGeneratedColumns } from './dependents/lifted-generated-columns.ts';
import { liftFunctions, liftPublications } from './dependents/lifted-other.ts';
import { liftPolicies, liftRules, liftTriggers } from './dependents/lifted-table-parts.ts';
import { liftViews } from './dependents/lifted-views.ts';
import { refuseUnreadable } from './dependents/refuse-unreadable.ts';
import { refusedByTable } from './dependents/refused-by-table.ts';
import { distinctDependents, refusedNode } from './dependents/refused-node.ts';
import { constraintsOf } from './lookup.ts';

export type { ColumnRef } from './dependents/column-ref.ts';

/**
 * Everything that PostgreSQL ties to columns whose type is to change, children of their tables included, in an
 * order in which all `drop`s work; the `restore`s work in the reverse order. The number of queries grows with
 * the height of the tower of views, not with the number of objects.
 * The session is inside a transaction under {@link quietSettings}, as the role that will run the statements:
 * whom default privileges grant something is read for that role.
 */
export async function readDependents(
  session: Session,
  catalog: Catalog,
  columns: readonly ColumnRef[],
): Promise<Dependent[]> {
  const known = withChildren(catalog, columns);
  if (known.length === 0) return [];
  const nodes = await readDependencyGraph(session, known, rebuiltKeys(catalog, known));
  const unreadable = await refuseUnreadable(session, catalog, known, nodes);
  const lifted = await liftNodes(session, nodes, known, catalog.searchPath, unreadable);
  const all = distinctDependents([
    ...(await refusedByTable(session, catalog, known)),
    ...lifted,
    ...liftForeignKeys(catalog, known),
    ...(await keptByPostgresql(session, catalog, known)),
    ...(await forgottenByRebuild(session, known)),
  ]);
  return castDependents(catalog, known, all);
}

/** Primary keys of the columns: they are dropped and made again, and a view's GROUP BY may depend on one. */
function rebuiltKeys(catalog: Catalog, columns: readonly KnownColumn[]): number[] {
  return columns.flatMap(({ table, column }) =>
    constraintsOf(catalog, table)
      .filter((one) => one.kind === 'primary key' && one.columns.includes(column.number))
      .map((one) => one.oid),
  );
}

async function liftNodes(
  session: Session,
  nodes: readonly DependencyNode[],
  columns: readonly KnownColumn[],
  searchPath: readonly string[],
  unreadable: ReadonlyMap<string, string>,
): Promise<Dependent[]> {
  const oids = (kind: DependencyNode['kind']) =>
    nodes.filter((node) => node.kind === kind).map((node) => node.oid);
  const own = columns.map(({ table, column }) => ({ table: table.oid, column: column.number }));
  const byKind: Partial<Record<DependencyNode['kind'], Map<number, Dependent>>> = {
    view: await liftViews(session, oids('view'), searchPath),
    rule: await liftRules(session, oids('rule')),
    policy: await liftPolicies(session, oids('policy')),
    trigger: await liftTriggers(session, oids('trigger')),
    function: await liftFunctions(session, oids('function')),
    publication: await liftPublications(session, oids('publication')),
    'generated column': await liftGeneratedColumns(session, oids('generated column'), own),
  };
  return nodes.flatMap((node) => {
    if (node.kind === 'refused') return [refusedNode(node)];
    const dependent = byKind[node.kind]?.get(node.oid);
    if (dependent === undefined) return [];
    const reason = unreadable.get(`${node.kind} ${node.oid}`);
    if (reason === undefined || dependent.handling === 'refused') return [dependent];
    return [{ ...dependent, handling: 'refused' as const, reason }];
  });
}
