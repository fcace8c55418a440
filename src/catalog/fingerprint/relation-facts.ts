import { aclLine, dumpedNamespaces, type FactQuery, optionsLine } from './fact-query.ts';

const schemas: FactQuery = () => `
SELECT 'pg_catalog.pg_namespace'::regclass::oid AS class, n.oid, 'schema' AS kind, n.nspname AS name,
       pg_catalog.pg_get_userbyid(n.nspowner) AS owner, ${aclLine('n.nspacl', 'n', 'n.nspowner')} AS grants
  FROM pg_catalog.pg_namespace n WHERE n.oid IN (${dumpedNamespaces})`;

const relationKind = (relkind: string) => `
  CASE ${relkind} WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view'
       WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence'
       ELSE 'type' END`;

const relations: FactQuery = () => `
SELECT 'pg_catalog.pg_class'::regclass::oid AS class, c.oid, ${relationKind('c.relkind')} AS kind,
       n.nspname AS schema, c.relname AS name, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       CASE c.relpersistence WHEN 'u' THEN 'unlogged' END AS persistence,
       CASE WHEN c.relkind = 'S' THEN ${aclLine('c.relacl', 's', 'c.relowner')}
            ELSE ${aclLine('c.relacl', 'r', 'c.relowner')} END AS grants,
       ${optionsLine('c.reloptions')} AS options, ${optionsLine('t.reloptions')} AS toast_options,
       s.spcname AS tablespace, m.amname AS access_method,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
       CASE WHEN c.relreplident NOT IN ('d') AND c.relkind IN ('r', 'p', 'm') THEN c.relreplident::text END
         AS replica_identity,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS partition_bound,
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS of_type,
       i.parents AS inherits, CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS query,
       c.relkind = 'm' AND NOT c.relispopulated AS not_populated
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND c.reltoastrelid <> 0
  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
  LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam AND c.relkind IN ('r', 'p', 'm')
  LEFT JOIN (SELECT h.inhrelid, pg_catalog.string_agg(pg_catalog.format('%I.%I', pn.nspname, p.relname), ', '
                    ORDER BY h.inhseqno) AS parents
               FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
               JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace GROUP BY 1) i ON i.inhrelid = c.oid
 WHERE c.relnamespace IN (${dumpedNamespaces}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')`;

// A statistics target that nobody set is −1 up to 16 and NULL from 17 on.
const columns: FactQuery = (version) => `
SELECT 'pg_catalog.pg_class'::regclass::oid AS class, a.attrelid AS oid, a.attnum AS sub, a.attrelid AS rel,
       'column' AS kind, n.nspname AS schema, c.relname AS parent, a.attname AS name,
       pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation THEN pg_catalog.format('%I.%I', kn.nspname, k.collname) END
         AS collation,
       a.attnotnull AS not_null,
       CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS default,
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity_column,
       CASE WHEN a.attgenerated <> '' THEN
            a.attgenerated::text || ' ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS generated,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage,
       ${version >= 140_000 ? 'a.attcompression::text' : 'NULL'} AS compression,
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics_target,
       ${aclLine('a.attacl', 'c', 'c.relowner')} AS grants, ${optionsLine('a.attoptions')} AS options,
       ${optionsLine('a.attfdwoptions')} AS fdw_options, a.attinhcount > 0 AS inherited,
       a.attinhcount > 0 AND a.attislocal AS also_local
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation k ON k.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_namespace kn ON kn.oid = k.collnamespace
 WHERE c.relnamespace IN (${dumpedNamespaces}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
   AND a.attnum > 0 AND NOT a.attisdropped`;

const sequences: FactQuery = () => `
SELECT 'pg_catalog.pg_class'::regclass::oid AS class, c.oid, 'sequence' AS kind, n.nspname AS schema, c.relname AS name,
       pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment,
       s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle,
       o.owned_by
  FROM pg_catalog.pg_sequence s
  JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN (SELECT d.objid, pg_catalog.format('%I.%I.%I', tn.nspname, t.relname, a.attname) AS owned_by
               FROM pg_catalog.pg_depend d
               JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
               JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
               JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
                AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')) o ON o.objid = c.oid
 WHERE c.relnamespace IN (${dumpedNamespaces})`;

/** Schemas, tables, views, sequences and their columns. */
export const relationFacts: readonly FactQuery[] = [schemas, relations, columns, sequences];
