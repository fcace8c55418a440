import { dumpedNamespaces, type FactQuery, roleName } from './fact-query.ts';

// The copies of a foreign key on partitions have names that the server makes up; no dump has them.
const constraints: FactQuery = () => `
SELECT 'pg_catalog.pg_constraint'::regclass::oid AS class, k.oid, k.conrelid AS rel, 'constraint' AS kind,
       n.nspname AS schema, c.relname AS parent, k.conname AS name, pg_catalog.pg_get_constraintdef(k.oid) AS definition,
       k.coninhcount > 0 AS inherited, k.coninhcount > 0 AND k.conislocal AS also_local
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relnamespace IN (${dumpedNamespaces}) AND k.contype <> 't'
   AND (k.contype <> 'f' OR k.conparentid = 0)`;

const domainConstraints: FactQuery = () => `
SELECT 'pg_catalog.pg_constraint'::regclass::oid AS class, k.oid, 'constraint' AS kind,
       n.nspname AS schema, t.typname AS parent, k.conname AS name, pg_catalog.pg_get_constraintdef(k.oid) AS definition
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_type t ON t.oid = k.contypid
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE t.typnamespace IN (${dumpedNamespaces})`;

const indexes: FactQuery = () => `
SELECT 'pg_catalog.pg_class'::regclass::oid AS class, c.oid, i.indrelid AS rel, 'index' AS kind,
       n.nspname AS schema, c.relname AS name, pg_catalog.pg_get_indexdef(c.oid) AS definition,
       NOT i.indisvalid AS invalid, i.indisclustered AS clustered, i.indisreplident AS replica_identity,
       s.spcname AS tablespace, p.parent_index, a.statistics_targets
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
  LEFT JOIN (SELECT h.inhrelid, pg_catalog.format('%I.%I', pn.nspname, pc.relname) AS parent_index
               FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class pc ON pc.oid = h.inhparent
               JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace) p ON p.inhrelid = c.oid
  LEFT JOIN (SELECT attrelid, pg_catalog.string_agg(attnum || '=' || attstattarget, ' ' ORDER BY attnum)
                    AS statistics_targets
               FROM pg_catalog.pg_attribute WHERE attstattarget >= 0 AND attnum > 0 GROUP BY 1) a ON a.attrelid = c.oid
 WHERE c.relnamespace IN (${dumpedNamespaces})`;

const rules: FactQuery = () => `
SELECT 'pg_catalog.pg_rewrite'::regclass::oid AS class, r.oid, r.ev_class AS rel, 'rule' AS kind,
       n.nspname AS schema, c.relname AS parent, r.rulename AS name, pg_catalog.pg_get_ruledef(r.oid) AS definition,
       NULLIF(r.ev_enabled, 'O')::text AS enabled
  FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relnamespace IN (${dumpedNamespaces}) AND r.rulename <> '_RETURN'`;

const triggers: FactQuery = () => `
SELECT 'pg_catalog.pg_trigger'::regclass::oid AS class, g.oid, g.tgrelid AS rel, 'trigger' AS kind,
       n.nspname AS schema, c.relname AS parent, g.tgname AS name, pg_catalog.pg_get_triggerdef(g.oid) AS definition,
       NULLIF(g.tgenabled, 'O')::text AS enabled
  FROM pg_catalog.pg_trigger g
  JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relnamespace IN (${dumpedNamespaces}) AND NOT g.tgisinternal`;

const policies: FactQuery = () => `
SELECT 'pg_catalog.pg_policy'::regclass::oid AS class, p.oid, p.polrelid AS rel, 'policy' AS kind,
       n.nspname AS schema, c.relname AS parent, p.polname AS name, p.polcmd::text AS command,
       NOT p.polpermissive AS restrictive,
       (SELECT pg_catalog.string_agg(${roleName('r.o')}, ', ' ORDER BY ${roleName('r.o')})
          FROM pg_catalog.unnest(p.polroles) AS r(o)) AS roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
  FROM pg_catalog.pg_policy p
  JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relnamespace IN (${dumpedNamespaces})`;

const statistics: FactQuery = () => `
SELECT 'pg_catalog.pg_statistic_ext'::regclass::oid AS class, s.oid, s.stxrelid AS rel, 'statistics' AS kind,
       n.nspname AS schema, s.stxname AS name, pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition,
       pg_catalog.pg_get_userbyid(s.stxowner) AS owner,
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS statistics_target
  FROM pg_catalog.pg_statistic_ext s
  JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
 WHERE s.stxnamespace IN (${dumpedNamespaces})`;

/** What hangs on tables, views and domains. */
export const tablePartFacts: readonly FactQuery[] = [
  constraints,
  domainConstraints,
  indexes,
  rules,
  triggers,
  policies,
  statistics,
];
