import type { Session } from '../postgres/session.ts';
import type { Column, Relation, RelationKind } from './catalog.ts';
import { readColumns } from './read-columns.ts';
import { userNamespaces } from './user-namespaces.ts';

interface RelationRow {
  oid: number;
  schema: string;
  name: string;
  kind: string;
  persistence: string;
  owner: string;
  owned: boolean;
  row_security: boolean;
  force_row_security: boolean;
  parents: number[] | null;
  is_partition: boolean;
  tuples: number;
  bytes: string;
  extension: string | null;
}

const kinds: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
  S: 'sequence',
  c: 'composite type',
};

const relationsSql = `
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.relpersistence AS persistence,
       r.rolname AS owner, pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
       i.parents, c.relispartition AS is_partition,
       CASE WHEN c.relpages = 0 AND c.reltuples <= 0 THEN -1 ELSE c.reltuples END AS tuples,
       (c.relpages::int8 + COALESCE(t.relpages, 0)) * pg_catalog.current_setting('block_size')::int8 AS bytes,
       x.extname AS extension
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
  LEFT JOIN (SELECT inhrelid, pg_catalog.array_agg(inhparent ORDER BY inhseqno) AS parents
               FROM pg_catalog.pg_inherits GROUP BY 1) i ON i.inhrelid = c.oid
  LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND c.reltoastrelid <> 0
  LEFT JOIN (SELECT d.objid, e.extname
               FROM pg_catalog.pg_extension e
               JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid
                AND d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0 AND d.deptype = 'e') x ON x.objid = c.oid
 WHERE c.relnamespace IN (${userNamespaces})
   AND (c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') OR c.relkind = 'S' AND $2::boolean)
 ORDER BY c.oid`;

/**
 * Tables, views, sequences and composite types of the user's schemas with their columns, in order of OID, without
 * the details that {@link addDetails} brings: three queries. The session is inside a transaction under quietSettings.
 */
export async function readRelations(
  session: Session,
  journalSchema: string,
  sequences: boolean,
): Promise<Relation[]> {
  const relations = await session.query<RelationRow>(relationsSql, [journalSchema, sequences]);
  const columns = await readColumns(session, journalSchema);
  return relations.rows.map((row) => toRelation(row, columns.get(row.oid) ?? []));
}

function toRelation(row: RelationRow, columns: readonly Column[]): Relation {
  return {
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    kind: kinds[row.kind] ?? 'table',
    persistence:
      row.persistence === 'u' ? 'unlogged' : row.persistence === 't' ? 'temporary' : 'permanent',
    owner: row.owner,
    owned: row.owned,
    rowSecurity: row.row_security,
    forceRowSecurity: row.force_row_security,
    parents: row.parents ?? [],
    isPartition: row.is_partition,
    estimatedRows: row.tuples,
    bytes: Number(row.bytes),
    extension: row.extension,
    columns,
  };
}
