import type { Session } from '../../postgres/session.ts';
import type { KnownColumn } from './column-ref.ts';

export type NodeKind =
  | 'view'
  | 'rule'
  | 'policy'
  | 'trigger'
  | 'function'
  | 'publication'
  | 'generated column'
  | 'refused';

/** One object that must be lifted (or that nobody can lift), by its OID in its own catalog. */
export interface DependencyNode {
  readonly kind: NodeKind;
  readonly oid: number;
  /** As `pg_describe_object` names it. */
  readonly description: string;
}

interface EdgeRow {
  on_class: string;
  on_oid: number;
  catalog: string;
  oid: number;
  sub: number;
  /** Relation that a rule, trigger, index or default is part of. */
  owner: number | null;
  owner_kind: string | null;
  has_sql_body: boolean;
  description: string;
}

// Before 15 it is the generated column itself that depends on the columns that it reads, and not its expression:
// StoreAttrDefault() in catalog/heap.c.
const generatedAsDefaults = `(
    SELECT classid, objid, objsubid, refclassid, refobjid, refobjsubid FROM pg_catalog.pg_depend
    UNION ALL
    SELECT 'pg_catalog.pg_attrdef'::regclass, g.oid, 0, e.refclassid, e.refobjid, e.refobjsubid
      FROM pg_catalog.pg_depend e
      JOIN pg_catalog.pg_attrdef g ON g.adrelid = e.objid AND g.adnum = e.objsubid
     WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.refclassid = e.classid AND e.refobjid = e.objid
       AND e.objsubid > 0 AND e.refobjsubid > 0)`;

// A view is the rule _RETURN of its relation: the relation is what is dropped.
const dependentsSql = (version: number) => `
SELECT DISTINCT x.class::regclass::text AS on_class, x.oid AS on_oid, d.classid::regclass::text AS catalog, d.objid AS oid,
       d.objsubid AS sub, COALESCE(r.ev_class, g.tgrelid, a.adrelid, i.indrelid, s.stxrelid, c.oid) AS owner,
       COALESCE(rc.relkind, c.relkind) AS owner_kind,
       ${version >= 140_000 ? 'COALESCE(p.prosqlbody IS NOT NULL, false)' : 'false'} AS has_sql_body,
       pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) AS description
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::oid[]), pg_catalog.unnest($3::int4[])) AS x(class, oid, sub)
  JOIN ${version >= 150_000 ? 'pg_catalog.pg_depend' : generatedAsDefaults} d ON d.refclassid = x.class AND d.refobjid = x.oid
   AND (x.sub = -1 OR d.refobjsubid = x.sub) AND NOT (d.classid = x.class AND d.objid = x.oid)
  LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid
  LEFT JOIN pg_catalog.pg_class rc ON rc.oid = r.ev_class AND r.rulename = '_RETURN'
  LEFT JOIN pg_catalog.pg_trigger g ON d.classid = 'pg_catalog.pg_trigger'::regclass AND g.oid = d.objid
  LEFT JOIN pg_catalog.pg_attrdef a ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND a.oid = d.objid
  LEFT JOIN pg_catalog.pg_statistic_ext s ON d.classid = 'pg_catalog.pg_statistic_ext'::regclass AND s.oid = d.objid
  LEFT JOIN pg_catalog.pg_proc p ON d.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = d.objid
  LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid`;

/** A column; a rebuilt key, which a view's GROUP BY may stand on; a view that is lifted, with its row type. */
interface Reference {
  readonly class: number;
  readonly oid: number;
  readonly sub: number;
}

const classes = { relation: 1259, constraint: 2606, type: 1247 };

/**
 * What must be lifted before these columns can be retyped: what stands on the columns, and what stands on
 * the views among it, in an order in which it can be dropped. One query for each level of views.
 * Source: `RememberAllDependentForRebuilding()` in commands/tablecmds.c.
 */
export async function readDependencyGraph(
  session: Session,
  columns: readonly KnownColumn[],
  keys: readonly number[],
): Promise<DependencyNode[]> {
  const nodes = new Map<string, DependencyNode>();
  /** Node → nodes that stand on it. */
  const dependents = new Map<string, Set<string>>();
  let references: Reference[] = [
    ...columns.map(({ table, column }) => ({
      class: classes.relation,
      oid: table.oid,
      sub: column.number,
    })),
    ...keys.map((oid) => ({ class: classes.constraint, oid, sub: -1 })),
  ];
  let origin = new Map<string, string>();
  while (references.length > 0) {
    const rows = await dependentsOf(session, references);
    const views: number[] = [];
    for (const row of rows) {
      const on = origin.get(`${row.on_class} ${row.on_oid}`);
      const node = toNode(row, on);
      if (node === null) continue;
      const key = `${node.kind} ${node.oid}`;
      if (key === on) continue;
      if (on !== undefined) dependents.set(on, (dependents.get(on) ?? new Set()).add(key));
      if (nodes.has(key)) continue;
      nodes.set(key, node);
      if (node.kind === 'view') views.push(node.oid);
    }
    const next = await referencesToViews(session, views);
    references = next.map(({ reference }) => reference);
    origin = new Map(
      next.map(({ reference, view }) => [
        `${reference.class === classes.type ? 'pg_type' : 'pg_class'} ${reference.oid}`,
        `view ${view}`,
      ]),
    );
  }
  return inDropOrder(nodes, dependents);
}

async function dependentsOf(session: Session, references: readonly Reference[]) {
  const { rows } = await session.query<EdgeRow>(dependentsSql(session.serverVersion), [
    references.map((one) => one.class),
    references.map((one) => one.oid),
    references.map((one) => one.sub),
  ]);
  return rows;
}

async function referencesToViews(session: Session, views: readonly number[]) {
  if (views.length === 0) return [];
  const { rows } = await session.query<{ view: number; type: number; array: number }>(
    `SELECT c.oid AS view, c.reltype AS type, t.typarray AS array
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_type t ON t.oid = c.reltype
      WHERE c.oid = ANY ($1::oid[])`,
    [views],
  );
  return rows.flatMap(({ view, type, array }) => [
    { view, reference: { class: classes.relation, oid: view, sub: -1 } },
    { view, reference: { class: classes.type, oid: type, sub: -1 } },
    { view, reference: { class: classes.type, oid: array, sub: -1 } },
  ]);
}

/** null for what PostgreSQL keeps by itself, and for what goes and comes back with its view. */
function toNode(row: EdgeRow, on: string | undefined): DependencyNode | null {
  const { description, oid } = row;
  const ownedByView = on !== undefined && on === `view ${row.owner}`;
  switch (row.catalog) {
    case 'pg_rewrite':
      if (row.owner_kind !== null) {
        return row.owner === null ? null : { kind: 'view', oid: row.owner, description };
      }
      return { kind: 'rule', oid, description };
    case 'pg_policy':
      return { kind: 'policy', oid, description };
    case 'pg_trigger':
      return { kind: 'trigger', oid, description };
    case 'pg_proc':
      return { kind: row.has_sql_body ? 'function' : 'refused', oid, description };
    case 'pg_publication_rel':
      return { kind: 'publication', oid, description };
    case 'pg_attrdef':
      return on === undefined ? { kind: 'generated column', oid, description } : null;
    case 'pg_type':
      return null;
    default:
      // Of its materialized view, as its indexes are.
      if (on === undefined || ownedByView || row.owner_kind === 't') return null;
      return { kind: 'refused', oid, description };
  }
}

function inDropOrder(
  nodes: ReadonlyMap<string, DependencyNode>,
  dependents: ReadonlyMap<string, ReadonlySet<string>>,
): DependencyNode[] {
  const ordered: DependencyNode[] = [];
  const visited = new Set<string>();
  const visit = (key: string) => {
    if (visited.has(key)) return;
    visited.add(key);
    for (const dependent of dependents.get(key) ?? []) visit(dependent);
    const node = nodes.get(key);
    if (node !== undefined) ordered.push(node);
  };
  for (const key of nodes.keys()) visit(key);
  return ordered;
}
