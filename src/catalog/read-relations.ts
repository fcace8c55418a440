import type { QualifiedName } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { Column, Relation, RelationKind } from './catalog.ts';
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

interface ColumnRow {
  table: number;
  number: number;
  name: string;
  type: number;
  typmod: number;
  sql: string;
  not_null: boolean;
  default: string | null;
  identity: string;
  generated: string;
  collation: number;
  comment: string | null;
  sequence_schema: string | null;
  sequence_name: string | null;
  inherited: boolean;
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
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
        AND d.objsubid = 0 AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid
 WHERE c.relnamespace IN (${userNamespaces}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
 ORDER BY c.oid`;

// Sequences have the same three columns each: nobody asks for them.
const columnsSql = `
SELECT a.attrelid AS table, a.attnum AS number, a.attname AS name, a.atttypid AS type, a.atttypmod AS typmod,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS sql, a.attnotnull AS not_null,
       -- A default names no column; without a table to look up it takes no lock.
       pg_catalog.pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0::oid ELSE d.adrelid END) AS default,
       a.attidentity AS identity,
       a.attgenerated AS generated, a.attcollation AS collation, o.description AS comment,
       s.sequence_schema, s.sequence_name, a.attinhcount > 0 AS inherited
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
  LEFT JOIN pg_catalog.pg_description o ON o.classoid = 'pg_catalog.pg_class'::regclass
        AND o.objoid = a.attrelid AND o.objsubid = a.attnum
  LEFT JOIN (SELECT DISTINCT ON (p.refobjid, p.refobjsubid) p.refobjid, p.refobjsubid,
                    sn.nspname AS sequence_schema, sc.relname AS sequence_name
               FROM pg_catalog.pg_depend p
               JOIN pg_catalog.pg_class sc ON sc.oid = p.objid AND sc.relkind = 'S'
               JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace
              WHERE p.classid = 'pg_catalog.pg_class'::regclass AND p.objsubid = 0
                AND p.refclassid = 'pg_catalog.pg_class'::regclass AND p.refobjsubid > 0
                AND p.deptype IN ('a', 'i')
              ORDER BY p.refobjid, p.refobjsubid, p.deptype DESC, sc.oid) s
         ON s.refobjid = a.attrelid AND s.refobjsubid = a.attnum
 WHERE c.relnamespace IN (${userNamespaces}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
   AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum`;

/**
 * Tables, views, sequences and composite types of the user's schemas with their columns, in order of OID:
 * two queries. The session is inside a transaction under quietSettings.
 */
export async function readRelations(session: Session, journalSchema: string): Promise<Relation[]> {
  const relations = await session.query<RelationRow>(relationsSql, [journalSchema]);
  const columns = await session.query<ColumnRow>(columnsSql, [journalSchema]);
  const byTable = new Map<number, Column[]>();
  for (const row of columns.rows) {
    const list = byTable.get(row.table);
    if (list === undefined) byTable.set(row.table, [toColumn(row)]);
    else list.push(toColumn(row));
  }
  return relations.rows.map((row) => toRelation(row, byTable.get(row.oid) ?? []));
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

function toColumn(row: ColumnRow): Column {
  return {
    number: row.number,
    name: row.name,
    type: { oid: row.type, typmod: row.typmod, sql: row.sql },
    notNull: row.not_null,
    default: row.default,
    identity: row.identity === 'a' ? 'always' : row.identity === 'd' ? 'by default' : null,
    generated: row.generated === 's' ? 'stored' : row.generated === 'v' ? 'virtual' : null,
    collation: row.collation,
    comment: row.comment,
    ownedSequence: sequenceOf(row),
    inherited: row.inherited,
  };
}

function sequenceOf(row: ColumnRow): QualifiedName | null {
  if (row.sequence_schema === null || row.sequence_name === null) return null;
  return { schema: row.sequence_schema, name: row.sequence_name };
}
