import { quoteIdent, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Dependent } from '../dependent.ts';
import type { KnownColumn } from './column-ref.ts';
import { extensionStatements, extensionsOf } from './remarks.ts';

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

const partitionIndexesSql = `
SELECT n.nspname AS schema, c.relname AS name, tn.nspname AS table_schema, t.relname AS table,
       pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, c.oid, 0) AS description,
       pg_catalog.obj_description(c.oid, 'pg_class') AS comment
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relispartition
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
 WHERE i.indrelid = ANY ($1::oid[])
   AND EXISTS (SELECT FROM pg_catalog.pg_partition_ancestors(c.oid) AS a(oid)
                WHERE pg_catalog.obj_description(a.oid, 'pg_class') IS NOT NULL)
 ORDER BY c.oid`;

interface PartitionIndexRow extends Omit<IndexRow, 'targets' | 'extensions'> {
  comment: string | null;
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
 * statistics targets, who owns a statistics object, and the comments on the indexes of partitions, which become that
 * of the partitioned index. It is set again; nothing has to be dropped for it.
 * Source: `ATPostAlterTypeParse()` in commands/tablecmds.c, which goes by their definitions.
 */
export async function forgottenByRebuild(
  session: Session,
  columns: readonly KnownColumn[],
): Promise<Dependent[]> {
  const tables = columns.map(({ table }) => table.oid);
  const indexes = await session.query<IndexRow>(indexesSql, [tables]);
  const ofPartitions = await session.query<PartitionIndexRow>(partitionIndexesSql, [tables]);
  const statistics = await session.query<StatisticsRow>(statisticsSql, [
    tables,
    columns.map(({ column }) => column.number),
  ]);
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
    ...ofPartitions.rows.map((row): Dependent => {
      const comment = row.comment === null ? 'NULL' : quoteLiteral(row.comment);
      return {
        ...settings,
        kind: 'index',
        description: `the comment on ${row.description}`,
        object: { schema: row.schema, name: row.name },
        locks: [{ schema: row.table_schema, name: row.table }],
        restore: [`COMMENT ON INDEX ${quoteQualified(row)} IS ${comment}`],
      };
    }),
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

function forgotten({ targets, extensions }: IndexRow): string {
  if (extensions.length === 0) return 'the statistics targets';
  return targets === null ? 'the extension' : 'the statistics targets and the extension';
}

const settings = { handling: 'lifted', drop: [], reason: null } as const;
