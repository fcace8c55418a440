import type { Session } from '../../postgres/session.ts';
import type { Catalog, Column, Relation } from '../catalog.ts';
import type { Dependent } from '../dependent.ts';
import { castDependents } from '../dependents/cast-dependents.ts';
import type { KnownColumn } from '../dependents/column-ref.ts';
import { type DependencyNode, readDependencyGraph } from '../dependents/dependency-graph.ts';
import { liftForeignKeys } from '../dependents/lifted-foreign-keys.ts';
import { liftFunctions, liftPublications } from '../dependents/lifted-other.ts';
import { liftPolicies, liftRules, liftTriggers } from '../dependents/lifted-table-parts.ts';
import { liftViews } from '../dependents/lifted-views.ts';
import { distinctDependents, refusedNode } from '../dependents/refused-node.ts';
import { constraintsOf } from '../lookup.ts';
import type { ColumnRef } from '../read-dependents.ts';

/**
 * Everything that stands on whole tables and has to be laid on the ones that take their names: views, functions with
 * SQL bodies, triggers, policies, rules, publications, and all foreign keys in and out. As {@link readDependents},
 * in an order in which all `drop`s work.
 *
 * @param tables with their partitions.
 * @param retyped the columns that get another type meanwhile.
 */
export async function readTableDependents(
  session: Session,
  catalog: Catalog,
  tables: readonly Relation[],
  retyped: readonly ColumnRef[],
): Promise<Dependent[]> {
  const columns = tables.flatMap((table) =>
    table.columns.map((column): KnownColumn => {
      const ref = retyped.find((one) => one.table === table.oid && one.column === column.number);
      return { table, column, throughParent: false, newType: ref?.newType ?? null };
    }),
  );
  const wholes = tables.map(
    (table): KnownColumn => ({ table, column: whole, throughParent: false, newType: null }),
  );
  const keys = tables.flatMap((table) =>
    constraintsOf(catalog, table).flatMap((one) => (one.kind === 'primary key' ? [one.oid] : [])),
  );
  const nodes = await readDependencyGraph(session, [...columns, ...wholes], keys);
  const lifted = await lift(session, catalog, nodes);
  return castDependents(
    catalog,
    columns,
    distinctDependents([...lifted, ...liftForeignKeys(catalog, columns)]),
  );
}

/** In pg_depend the table itself stands under column 0. */
const whole: Column = {
  number: 0,
  name: '',
  type: { oid: 0, typmod: -1, sql: '' },
  notNull: false,
  default: null,
  identity: null,
  generated: null,
  collation: 0,
  comment: null,
  ownedSequence: null,
  inherited: false,
};

async function lift(
  session: Session,
  catalog: Catalog,
  nodes: readonly DependencyNode[],
): Promise<Dependent[]> {
  const oids = (kind: DependencyNode['kind']) =>
    nodes.filter((node) => node.kind === kind).map((node) => node.oid);
  const byKind: Partial<Record<DependencyNode['kind'], Map<number, Dependent>>> = {
    view: await liftViews(session, oids('view'), catalog.searchPath),
    rule: await liftRules(session, oids('rule')),
    policy: await liftPolicies(session, oids('policy')),
    trigger: await liftTriggers(session, oids('trigger')),
    function: await liftFunctions(session, oids('function')),
    publication: await liftPublications(session, oids('publication')),
  };
  return nodes.flatMap((node) => {
    if (node.kind === 'refused') return [refusedNode(node)];
    return byKind[node.kind]?.get(node.oid) ?? [];
  });
}
