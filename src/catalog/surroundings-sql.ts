import { type QualifiedName, quoteLiteral, quoteQualified } from '../postgres/quote.ts';

/**
 * One value that changes when these tables do, or what PostgreSQL ties to them: columns, constraints on both sides,
 * indexes, triggers, rules, policies, statistics, views over views, owners, grants and comments. A script that lays
 * definitions back compares it with the value of the day on which it was written.
 *
 * To be run under quietSettings, where the server prints every name with its schema. Rows and sizes are not part of it.
 *
 * @param tables have to be there.
 */
export function surroundingsSql(tables: readonly QualifiedName[]): string {
  const oids = tables.map((one) => `${quoteLiteral(quoteQualified(one))}::regclass::oid`);
  const said = (oid: string, catalog: string) =>
    `pg_catalog.obj_description(${oid}, '${catalog}') AS remark`;
  return `WITH RECURSIVE around(oid) AS (
  SELECT pg_catalog.unnest(ARRAY[${oids.join(', ')}])
  UNION
  SELECT r.ev_class FROM around AS a
    JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
), lines(line) AS (
  SELECT x::text FROM (SELECT c.oid::regclass, c.relkind, c.relowner::regrole, c.relacl, c.reloptions, c.relrowsecurity, c.relforcerowsecurity,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS query, ${said('c.oid', 'pg_class')}
    FROM pg_catalog.pg_class AS c JOIN around USING (oid)) AS x
  UNION ALL
  SELECT x::text FROM (SELECT a.attrelid::regclass, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attcollation, a.attnotnull, a.attidentity, a.attgenerated, a.attacl,
    pg_catalog.pg_get_expr(e.adbin, e.adrelid) AS filled, pg_catalog.col_description(a.attrelid, a.attnum) AS remark
    FROM pg_catalog.pg_attribute AS a JOIN around ON around.oid = a.attrelid
    LEFT JOIN pg_catalog.pg_attrdef AS e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped) AS x
  UNION ALL
  SELECT x::text FROM (SELECT k.conrelid::regclass, k.conname, pg_catalog.pg_get_constraintdef(k.oid), ${said('k.oid', 'pg_constraint')}
    FROM pg_catalog.pg_constraint AS k WHERE k.conrelid IN (SELECT oid FROM around) OR k.confrelid IN (SELECT oid FROM around)) AS x
  UNION ALL
  SELECT x::text FROM (SELECT pg_catalog.pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered, ${said('i.indexrelid', 'pg_class')}
    FROM pg_catalog.pg_index AS i JOIN around ON around.oid = i.indrelid) AS x
  UNION ALL
  SELECT x::text FROM (SELECT pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled, ${said('t.oid', 'pg_trigger')}
    FROM pg_catalog.pg_trigger AS t JOIN around ON around.oid = t.tgrelid WHERE NOT t.tgisinternal) AS x
  UNION ALL
  SELECT x::text FROM (SELECT pg_catalog.pg_get_ruledef(r.oid), r.ev_enabled, ${said('r.oid', 'pg_rewrite')}
    FROM pg_catalog.pg_rewrite AS r JOIN around ON around.oid = r.ev_class) AS x
  UNION ALL
  SELECT x::text FROM (SELECT p.polrelid::regclass, p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[],
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS rows, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS checked, ${said('p.oid', 'pg_policy')}
    FROM pg_catalog.pg_policy AS p JOIN around ON around.oid = p.polrelid) AS x
  UNION ALL
  SELECT x::text FROM (SELECT pg_catalog.pg_get_statisticsobjdef(s.oid), ${said('s.oid', 'pg_statistic_ext')}
    FROM pg_catalog.pg_statistic_ext AS s JOIN around ON around.oid = s.stxrelid) AS x
)
SELECT pg_catalog.md5(pg_catalog.string_agg(line, pg_catalog.chr(10) ORDER BY line COLLATE "C")) AS digest FROM lines`;
}
