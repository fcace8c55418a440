import { quoteIdent, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Dependent } from '../dependent.ts';
import type { KnownColumn } from './column-ref.ts';
import { commentStatement, extensionStatements, extensionsOf, optionSql } from './remarks.ts';

const indexesSql = `
SELECT n.nspname AS schema, c.relname AS name, tn.nspname AS table_schema, t.relname AS table,
       pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, c.oid, 0) AS description,
       pg_catalog.json_agg(pg_catalog.json_build_object('number', a.attnum, 'target', a.attstattarget) ORDER BY a.attnum)
         FILTER (WHERE a.attnum IS NOT NULL) AS targets,
       ${extensionsOf('pg_class', 'c.oid')} AS extensions
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indexrelid AND a.attstattarget >= 0
 WHERE i.indrelid = ANY ($1::oid[])
   AND (a.attnum IS NOT NULL OR EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.deptype = 'x' AND d.objid = c.oid
                                           AND d.classid = 'pg_catalog.pg_class'::regclass))
 GROUP BY 1, 2, 3, 4, 5, c.oid ORDER BY c.oid`;

interface IndexRow {
  schema: string;
  name: string;
  table_schema: string;
  table: string;
  description: string;
  targets: { number: number; target: number }[] | null;
  extensions: string[];
}

// The server makes the indexes of partitions anew after that of the partitioned table. A name that it would choose itself comes
// back by itself (ChooseIndexName() in commands/indexcmds.c).
const partitionIndexesSql = `
SELECT * FROM (
SELECT n.nspname AS schema, c.relname AS name, tn.nspname AS table_schema, t.relname AS table, c.oid,
       pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, c.oid, 0) AS description,
       pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
       EXISTS (SELECT FROM pg_catalog.pg_partition_ancestors(c.oid) AS a(oid)
                WHERE pg_catalog.obj_description(a.oid, 'pg_class') IS NOT NULL) AS commented,
       CASE WHEN i.indisprimary THEN c.relname <> t.relname || '_pkey' ELSE c.relname::text <> ALL (
         SELECT t.relname || '_' || pg_catalog.string_agg(a.attname, '_' ORDER BY a.attnum) || w.kind
           FROM pg_catalog.pg_attribute a, (VALUES ('_idx'), ('_key'), ('_excl')) AS w(kind)
          WHERE a.attrelid = c.oid GROUP BY w.kind) END AS named,
       rn.nspname AS root_schema, r.relname AS root, r.reloptions AS root_options, c.reloptions AS options,
       i.indisclustered AS clustered, i.indisreplident AS replica_identity
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relispartition
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
  JOIN pg_catalog.pg_class r ON r.oid = pg_catalog.pg_partition_root(c.oid)
  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
 WHERE EXISTS (SELECT FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) AS x(t, n)
                WHERE x.t = i.indrelid AND (x.n = ANY (i.indkey) OR i.indexprs IS NOT NULL OR i.indpred IS NOT NULL))) AS o
 WHERE o.commented OR o.named OR o.clustered OR o.replica_identity OR o.options IS DISTINCT FROM o.root_options
 ORDER BY o.oid`;

interface PartitionIndexRow extends Omit<IndexRow, 'targets' | 'extensions'> {
  comment: string | null;
  commented: boolean;
  named: boolean;
  root_schema: string;
  root: string;
  root_options: string[] | null;
  options: string[] | null;
  clustered: boolean;
  replica_identity: boolean;
}

const partitionConstraintsSql = `
SELECT n.nspname AS table_schema, t.relname AS table, k.conname AS name, o.description AS comment,
       pg_catalog.pg_describe_object('pg_catalog.pg_constraint'::regclass, k.oid, 0) AS description
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_description o ON o.classoid = 'pg_catalog.pg_constraint'::regclass AND o.objoid = k.oid
 WHERE k.conrelid = ANY ($1::oid[]) AND k.coninhcount > 0 AND k.contype IN ('c', 'p', 'u', 'x')
 ORDER BY k.oid`;

interface PartitionConstraintRow {
  table_schema: string;
  table: string;
  name: string;
  comment: string;
  description: string;
}

const statisticsSql = `
SELECT DISTINCT s.oid, n.nspname AS schema, s.stxname AS name, pg_catalog.pg_get_userbyid(s.stxowner) AS owner,
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS target,
       pg_catalog.pg_describe_object('pg_catalog.pg_statistic_ext'::regclass, s.oid, 0) AS description
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int4[])) AS x(t, n)
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_statistic_ext'::regclass
   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = x.t AND d.refobjsubid = x.n
  JOIN pg_catalog.pg_statistic_ext s ON s.oid = d.objid
  JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
 WHERE s.stxstattarget >= 0 OR pg_catalog.pg_get_userbyid(s.stxowner) <> current_user
 ORDER BY s.oid`;

interface StatisticsRow {
  schema: string;
  name: string;
  owner: string;
  target: number | null;
  description: string;
}

/**
 * What PostgreSQL forgets or mistakes of indexes and statistics objects when it makes them again around a change of types:
 * statistics targets, who owns a statistics object, extensions, and what the indexes of partitions have by themselves: names,
 * options, comments (those of their constraints too), and what the table says of them. It is set again; nothing has to be dropped for it.
 * Source: `ATPostAlterTypeParse()` in commands/tablecmds.c, which goes by their definitions.
 */
export async function forgottenByRebuild(
  session: Session,
  columns: readonly KnownColumn[],
): Promise<Dependent[]> {
  const tables = columns.map(({ table }) => table.oid);
  const indexes = await session.query<IndexRow>(indexesSql, [tables]);
  const numbers = columns.map(({ column }) => column.number);
  const ofPartitions = await session.query<PartitionIndexRow>(partitionIndexesSql, [
    tables,
    numbers,
  ]);
  const constraints = await session.query<PartitionConstraintRow>(partitionConstraintsSql, [
    tables,
  ]);
  const statistics = await session.query<StatisticsRow>(statisticsSql, [tables, numbers]);
  return [
    ...indexes.rows.map((row): Dependent => {
      const sql = quoteQualified(row);
      return {
        ...settings,
        kind: 'index',
        description: `${forgotten(row)} of ${row.description}`,
        object: { schema: row.schema, name: row.name },
        locks: [{ schema: row.table_schema, name: row.table }],
        restore: [
          ...(row.targets ?? []).map(
            ({ number, target }) =>
              `ALTER INDEX ${sql} ALTER COLUMN ${number} SET STATISTICS ${target}`,
          ),
          ...extensionStatements(`INDEX ${sql}`, row.extensions),
        ],
      };
    }),
    ...constraints.rows.map((row): Dependent => {
      const table = { schema: row.table_schema, name: row.table };
      return {
        ...settings,
        kind: 'constraint',
        description: `the comment on ${row.description}`,
        object: { schema: row.table_schema, name: row.name },
        locks: [table],
        restore: commentStatement(
          `CONSTRAINT ${quoteIdent(row.name)} ON ${quoteQualified(table)}`,
          row.comment,
        ),
      };
    }),
    ...ofPartitions.rows.map(
      (row): Dependent => ({
        ...settings,
        kind: 'index',
        description: `${ofPartition(row)} of ${row.description}`,
        object: { schema: row.schema, name: row.name },
        locks: [{ schema: row.table_schema, name: row.table }],
        restore: restorePartitionIndex(row),
      }),
    ),
    ...statistics.rows.map((row): Dependent => {
      const sql = quoteQualified(row);
      return {
        ...settings,
        kind: 'statistics',
        description: `owner and target of ${row.description}`,
        object: { schema: row.schema, name: row.name },
        locks: [],
        restore: [
          ...(row.target === null ? [] : [`ALTER STATISTICS ${sql} SET STATISTICS ${row.target}`]),
          `ALTER STATISTICS ${sql} OWNER TO ${quoteIdent(row.owner)}`,
        ],
      };
    }),
  ];
}

function ofPartition(row: PartitionIndexRow): string {
  const { named, commented, clustered, replica_identity: identity } = row;
  const found = [
    ...(named ? ['name'] : []),
    ...(differs(row) ? ['options'] : []),
    ...(commented ? ['comment'] : []),
    ...(clustered || identity ? ['role'] : []),
  ];
  return `the ${found.join(', ')}`;
}

function differs({ options, root_options: root }: PartitionIndexRow): boolean {
  return JSON.stringify(options) !== JSON.stringify(root);
}

/** Its old name first, by which the rest calls it. */
function restorePartitionIndex(row: PartitionIndexRow): string[] {
  const sql = quoteQualified(row);
  const table = quoteQualified({ schema: row.table_schema, name: row.table });
  const comment = row.comment === null ? 'NULL' : quoteLiteral(row.comment);
  const changed = differs(row);
  const taken = (row.root_options ?? []).map((one) => one.slice(0, one.indexOf('=')));
  const given = (row.options ?? []).map(optionSql);
  return [
    ...(row.named ? [renamed(row, table)] : []),
    ...(changed && taken.length > 0 ? [`ALTER INDEX ${sql} RESET (${taken.join(', ')})`] : []),
    ...(changed && given.length > 0 ? [`ALTER INDEX ${sql} SET (${given.join(', ')})`] : []),
    ...(row.commented ? [`COMMENT ON INDEX ${sql} IS ${comment}`] : []),
    ...(row.clustered ? [`ALTER TABLE ${table} CLUSTER ON ${quoteIdent(row.name)}`] : []),
    ...(row.replica_identity
      ? [`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${quoteIdent(row.name)}`]
      : []),
  ];
}

/** Which name the server chose is seen only once it has. */
function renamed(row: PartitionIndexRow, table: string): string {
  const root = quoteLiteral(quoteQualified({ schema: row.root_schema, name: row.root }));
  const name = quoteLiteral(row.name);
  return `DO ${quoteLiteral(
    `DECLARE made oid := (SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = ${quoteLiteral(table)}::pg_catalog.regclass AND pg_catalog.pg_partition_root(i.indexrelid) = ${root}::pg_catalog.regclass); BEGIN IF (SELECT c.relname FROM pg_catalog.pg_class c WHERE c.oid = made) <> ${name} THEN EXECUTE pg_catalog.format('ALTER INDEX %s RENAME TO %I', made::pg_catalog.regclass, ${name}); END IF; END`,
  )}`;
}

function forgotten({ targets, extensions }: IndexRow): string {
  if (extensions.length === 0) return 'the statistics targets';
  return targets === null ? 'the extension' : 'the statistics targets and the extension';
}

const settings = { handling: 'lifted', drop: [], reason: null } as const;
