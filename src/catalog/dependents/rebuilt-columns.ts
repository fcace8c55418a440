import { type QualifiedName, quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { commentStatement } from './remarks.ts';

// The 14 of attcompression and the storage of the type: what ADD COLUMN gives by itself is left out.
const columnsSql = (version: number) => `
SELECT d.oid, a.attrelid AS table, a.attname AS name, a.attnum AS number, a.attnotnull AS not_null,
       a.attgenerated AS generated, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression,
       CASE WHEN a.attcollation <> t.typcollation THEN
         (SELECT pg_catalog.format('%I.%I', cn.nspname, co.collname)
            FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
           WHERE co.oid = a.attcollation) END AS collation,
       CASE WHEN a.attstorage <> t.typstorage THEN
         CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' ELSE 'MAIN' END END AS storage,
       ${version >= 140_000 ? "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END" : 'NULL'} AS compression,
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics, a.attoptions IS NOT NULL AS options,
       a.attacl IS NOT NULL AS granted, c.relkind <> 'r' OR c.relispartition
         OR EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid OR h.inhrelid = c.oid) AS inherits,
       (SELECT k.conname FROM pg_catalog.pg_constraint k
         WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]) AS not_null_name,
       pg_catalog.col_description(c.oid, a.attnum) AS comment,
       ARRAY(SELECT z.attnum FROM pg_catalog.pg_attribute z
              WHERE z.attrelid = a.attrelid AND z.attnum > a.attnum AND NOT z.attisdropped) AS later,
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
                 'schema', n.nspname, 'name', x.relname, 'definition', pg_catalog.pg_get_indexdef(x.oid),
                 'comment', pg_catalog.obj_description(x.oid, 'pg_class'), 'clustered', i.indisclustered,
                 'plain', i.indisvalid AND NOT i.indisreplident AND x.reltablespace = 0
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.oid))), '[]'::json)
          FROM pg_catalog.pg_depend p
          JOIN pg_catalog.pg_index i ON i.indexrelid = p.objid
          JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
         WHERE p.classid = 'pg_catalog.pg_class'::regclass AND p.refclassid = 'pg_catalog.pg_class'::regclass
           AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum) AS indexes,
       ARRAY(SELECT pg_catalog.pg_describe_object(p.classid, p.objid, p.objsubid)
               FROM pg_catalog.pg_depend p
              WHERE p.refclassid = 'pg_catalog.pg_class'::regclass AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum
                AND NOT (p.classid = 'pg_catalog.pg_attrdef'::regclass AND p.objid = d.oid)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                 WHERE p.classid = 'pg_catalog.pg_constraint'::regclass AND k.oid = p.objid AND k.contype = 'n')
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_index i
                                 WHERE p.classid = 'pg_catalog.pg_class'::regclass AND i.indexrelid = p.objid)) AS others
  FROM pg_catalog.pg_attrdef d
  JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
 WHERE d.oid = ANY ($1::oid[])
 ORDER BY a.attrelid, a.attnum`;

interface IndexOn extends QualifiedName {
  readonly definition: string;
  readonly comment: string | null;
  readonly clustered: boolean;
  /** Its definition says all of it. */
  readonly plain: boolean;
}

interface ColumnRow {
  readonly oid: number;
  readonly table: number;
  readonly name: string;
  readonly number: number;
  readonly not_null: boolean;
  /** Of its constraint, from 18 on. */
  readonly not_null_name: string | null;
  readonly generated: 's' | 'v';
  readonly type: string;
  readonly expression: string;
  readonly collation: string | null;
  readonly storage: string | null;
  readonly compression: string | null;
  readonly statistics: number | null;
  readonly options: boolean;
  readonly granted: boolean;
  readonly inherits: boolean;
  readonly comment: string | null;
  readonly later: readonly number[];
  readonly indexes: readonly IndexOn[];
  readonly others: readonly string[];
}

/** A generated column that may be dropped and added again. */
export interface RebuiltColumn {
  readonly row: ColumnRow;
  /** Why not, in words that go on from "and"; null where it can be. */
  readonly obstacle: string | null;
  /** pg_attrdef OIDs of all such columns of its table, in the order of the columns. */
  readonly together: readonly number[];
}

/** @param oids pg_attrdef rows of generated columns. @returns by OID. */
export async function readRebuiltColumns(
  session: Session,
  oids: readonly number[],
): Promise<Map<number, RebuiltColumn>> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<ColumnRow>(columnsSql(session.serverVersion), [oids]);
  return new Map(
    rows.map((row) => {
      const own = rows.filter((one) => one.table === row.table);
      const together = own.map((one) => one.oid);
      const numbers = new Set(own.map((one) => one.number));
      return [row.oid, { row, together, obstacle: obstacleOf(row, numbers) }];
    }),
  );
}

function obstacleOf(row: ColumnRow, together: ReadonlySet<number>): string | null {
  if (row.later.some((number) => !together.has(number)))
    return 'other columns stand behind it, so that their order would change';
  if (row.inherits) return 'its table inherits, or is a partition or has some';
  if (row.granted || row.options) return 'it has grants or options of its own';
  const [other] = row.others;
  if (other !== undefined) return `${other} stands on it`;
  const index = row.indexes.find((one) => !one.plain);
  return index === undefined ? null : `the index ${index.name} on it is more than its definition`;
}

/** The statements that drop generated columns and add them as they were, with what hangs on them. */
export function rebuildColumns(
  table: QualifiedName,
  columns: readonly RebuiltColumn[],
): { readonly drop: string[]; readonly restore: string[] } {
  const alter = `ALTER TABLE ${quoteQualified(table)}`;
  const rows = columns.map((one) => one.row);
  // An index over several of them comes once.
  const indexes = new Map(
    rows.flatMap((row) => row.indexes.map((one) => [quoteQualified(one), one] as const)),
  );
  return {
    drop: [`${alter} ${rows.map((row) => `DROP COLUMN ${quoteIdent(row.name)}`).join(', ')}`],
    restore: [
      `${alter} ${rows.map(addColumn).join(', ')}`,
      ...rows.flatMap((row) => settings(alter, row)),
      ...rows.flatMap((row) =>
        commentStatement(`COLUMN ${quoteQualified(table)}.${quoteIdent(row.name)}`, row.comment),
      ),
      ...[...indexes].flatMap(([name, one]) => [
        one.definition,
        ...commentStatement(`INDEX ${name}`, one.comment),
        ...(one.clustered ? [`${alter} CLUSTER ON ${quoteIdent(one.name)}`] : []),
      ]),
    ],
  };
}

function addColumn(row: ColumnRow): string {
  const collate = row.collation === null ? '' : ` COLLATE ${row.collation}`;
  const kind = row.generated === 's' ? 'STORED' : 'VIRTUAL';
  const named = row.not_null_name === null ? '' : ` CONSTRAINT ${quoteIdent(row.not_null_name)}`;
  const notNull = row.not_null ? `${named} NOT NULL` : '';
  return `ADD COLUMN ${quoteIdent(row.name)} ${row.type}${collate} GENERATED ALWAYS AS (${row.expression}) ${kind}${notNull}`;
}

function settings(alter: string, row: ColumnRow): string[] {
  const column = `${alter} ALTER COLUMN ${quoteIdent(row.name)}`;
  return [
    ...(row.storage === null ? [] : [`${column} SET STORAGE ${row.storage}`]),
    ...(row.compression === null ? [] : [`${column} SET COMPRESSION ${row.compression}`]),
    ...(row.statistics === null ? [] : [`${column} SET STATISTICS ${row.statistics}`]),
  ];
}
