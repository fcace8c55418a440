import type { Session } from '../../postgres/session.ts';
import { grantsJson } from '../dependents/grants.ts';
import type { CopiedIndex, TableCopy } from './table-copy.ts';

type TableRow = Omit<TableCopy, 'indexes' | 'pages' | 'columnGrants'> & {
  readonly pages: string;
  readonly columnGrants: TableCopy['columnGrants'];
};

/** What a partition that is made by its parent has of it. */
const columnsOf = (table: string) =>
  `(SELECT pg_catalog.array_agg(ROW(a.attname::text, a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid))::text ORDER BY a.attnum) ` +
  `FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum ` +
  `WHERE a.attrelid = ${table} AND a.attnum > 0 AND NOT a.attisdropped)`;

const tablesSql = `
WITH RECURSIVE tree(oid, parent, depth) AS (
  SELECT c.oid, 0::oid, 0 FROM pg_catalog.pg_class c WHERE c.oid = ANY ($1::oid[])
  UNION ALL
  SELECT i.inhrelid, i.inhparent, t.depth + 1 FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid)
SELECT c.oid, tree.parent, n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
       (EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'n') AND k.conislocal)
        OR EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'n'
                      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint q WHERE q.conrelid = tree.parent AND q.contype = 'n' AND q.conname = k.conname))
        OR ${columnsOf('c.oid')} IS DISTINCT FROM ${columnsOf('tree.parent')}) AS local,
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS "partitionKey",
       pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.relpersistence = 'u' AS unlogged,
       c.reloptions AS options, t.reloptions AS "toastOptions", s.spcname AS tablespace, m.amname AS "accessMethod",
       c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS "forceRowSecurity", c.relreplident::text AS "replicaIdentity",
       pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
       CASE WHEN c.relacl IS NOT NULL THEN ${grantsJson('c.relacl', 'NULL')} END AS grants,
       (SELECT COALESCE(pg_catalog.json_agg(e.one), '[]'::json) FROM pg_catalog.pg_attribute a
         CROSS JOIN LATERAL pg_catalog.json_array_elements(${grantsJson('a.attacl', 'a.attname')}) AS e(one)
         WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped) AS "columnGrants",
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname,
               'statistics', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END, 'options', a.attoptions, 'comment', pg_catalog.col_description(c.oid, a.attnum)) ORDER BY a.attnum), '[]'::json)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object('name', k.conname,
               'definition', pg_catalog.pg_get_constraintdef(k.oid), 'comment', pg_catalog.obj_description(k.oid, 'pg_constraint')) ORDER BY k.oid), '[]'::json)
          FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND NOT k.convalidated) AS "notValid",
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object('schema', xn.nspname, 'name', x.stxname,
               'definition', pg_catalog.pg_get_statisticsobjdef(x.oid), 'owner', pg_catalog.pg_get_userbyid(x.stxowner),
               'target', CASE WHEN x.stxstattarget >= 0 THEN x.stxstattarget END,
               'comment', pg_catalog.obj_description(x.oid, 'pg_statistic_ext')) ORDER BY x.oid), '[]'::json)
          FROM pg_catalog.pg_statistic_ext x JOIN pg_catalog.pg_namespace xn ON xn.oid = x.stxnamespace
         WHERE x.stxrelid = c.oid) AS statistics,
       CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::int8 ELSE 0 END AS pages,
       COALESCE(pg_catalog.pg_relation_filenode(c.oid), 0)::text AS relfilenode
  FROM tree
  JOIN pg_catalog.pg_class c ON c.oid = tree.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND c.reltoastrelid <> 0
  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
  LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
 ORDER BY tree.depth, c.oid`;

interface IndexRow extends Omit<CopiedIndex, 'rest' | 'constraint'> {
  readonly table: number;
  readonly definition: string;
  readonly head: string;
  readonly kind: string | null;
  readonly words: string | null;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly said: string | null;
}

// pg_get_indexdef_worker() in utils/adt/ruleutils.c writes the head; what stands behind it knows nothing of names.
const indexesSql = `
SELECT i.indrelid AS table, n.nspname AS schema, x.relname AS name, i.indisunique AS unique, i.indisprimary AS primary,
       i.indisvalid AS valid, pg_catalog.pg_get_indexdef(x.oid) AS definition,
       pg_catalog.format('CREATE %sINDEX %I ON %s%I.%I ', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname,
         CASE WHEN x.relkind = 'I' THEN 'ONLY ' ELSE '' END, tn.nspname, t.relname) AS head,
       pg_catalog.obj_description(x.oid, 'pg_class') AS comment, s.spcname AS tablespace, i.indisclustered AS clustered,
       i.indisreplident AS "replicaIdentity",
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object('number', a.attnum, 'target', a.attstattarget) ORDER BY a.attnum), '[]'::json)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.oid AND a.attstattarget >= 0) AS statistics,
       (SELECT pg_catalog.json_build_object('schema', pn.nspname, 'name', p.relname)
          FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
          JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace WHERE h.inhrelid = x.oid) AS parent,
       k.contype::text AS kind, pg_catalog.pg_get_constraintdef(k.oid) AS words, COALESCE(k.condeferrable, false) AS deferrable,
       COALESCE(k.condeferred, false) AS deferred, pg_catalog.obj_description(k.oid, 'pg_constraint') AS said
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
  JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = x.reltablespace
  LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.oid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
 WHERE i.indrelid = ANY ($1::oid[])
 ORDER BY i.indrelid, x.oid`;

const kinds = { p: 'primary key', u: 'unique', x: 'exclusion' } as const;

/**
 * Tables with their partitions, each with all that it takes to make another like it; parents before their
 * partitions. The session is inside a transaction under quietSettings.
 *
 * @param oids of pg_class: tables and partitioned tables.
 */
export async function readTableCopies(
  session: Session,
  oids: readonly number[],
): Promise<TableCopy[]> {
  const tables = await session.query<TableRow>(tablesSql, [[...oids]]);
  const indexes = await session.query<IndexRow>(indexesSql, [tables.rows.map((one) => one.oid)]);
  return tables.rows.map((row) => ({
    ...row,
    pages: Number(row.pages),
    indexes: indexes.rows.filter((one) => one.table === row.oid).map(toIndex),
  }));
}

function toIndex(row: IndexRow): CopiedIndex {
  const { table: _table, definition, head, kind, words, deferrable, deferred, said, ...own } = row;
  if (!definition.startsWith(head)) {
    throw new TypeError(
      `the server writes the definition of an index in an unknown way: ${definition}`,
    );
  }
  return {
    ...own,
    rest: definition.slice(head.length),
    constraint:
      kind === null || words === null
        ? null
        : {
            kind: kinds[kind as keyof typeof kinds],
            definition: words,
            deferrable,
            initiallyDeferred: deferred,
            comment: said,
          },
  };
}
