import { aclLine, dumpedNamespaces, type FactQuery } from './fact-query.ts';

const functions: FactQuery = () => `
SELECT 'pg_catalog.pg_proc'::regclass::oid AS class, p.oid,
       CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind,
       n.nspname AS schema, p.proname AS name,
       '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS suffix,
       CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid) END AS definition,
       CASE WHEN p.prokind = 'a' THEN pg_catalog.pg_get_function_result(p.oid) END AS returns,
       pg_catalog.pg_get_userbyid(p.proowner) AS owner, ${aclLine('p.proacl', 'f', 'p.proowner')} AS grants
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE p.pronamespace IN (${dumpedNamespaces})`;

const aggregates: FactQuery = () => `
SELECT 'pg_catalog.pg_proc'::regclass::oid AS class, p.oid, 'aggregate' AS kind, n.nspname AS schema, p.proname AS name,
       '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS suffix,
       a.aggkind::text AS aggregate_kind, a.aggnumdirectargs AS direct_arguments,
       a.aggtransfn::regprocedure::text AS transition, a.aggfinalfn::regprocedure::text AS final,
       a.aggcombinefn::regprocedure::text AS combine, a.aggserialfn::regprocedure::text AS serialize,
       a.aggdeserialfn::regprocedure::text AS deserialize, a.aggmtransfn::regprocedure::text AS moving_transition,
       a.aggminvtransfn::regprocedure::text AS moving_inverse, a.aggmfinalfn::regprocedure::text AS moving_final,
       a.aggfinalextra AS final_extra, a.aggmfinalextra AS moving_final_extra,
       a.aggfinalmodify::text AS final_modify, a.aggmfinalmodify::text AS moving_final_modify,
       NULLIF(a.aggsortop, 0)::regoperator::text AS sort_operator,
       pg_catalog.format_type(a.aggtranstype, NULL) AS state_type, a.aggtransspace AS state_size,
       NULLIF(a.aggmtranstype, 0)::regtype::text AS moving_state_type, a.aggmtransspace AS moving_state_size,
       a.agginitval AS initial, a.aggminitval AS moving_initial, p.proparallel::text AS parallel
  FROM pg_catalog.pg_aggregate a
  JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE p.pronamespace IN (${dumpedNamespaces})`;

// Row types of tables and array types have no life of their own.
const types: FactQuery = (version) => `
SELECT 'pg_catalog.pg_type'::regclass::oid AS class, t.oid, 'type' AS kind, n.nspname AS schema, t.typname AS name,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner, ${aclLine('t.typacl', 'T', 't.typowner')} AS grants,
       t.typtype::text AS type_kind, t.typnotnull AS not_null, t.typdefault AS default,
       CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base,
       CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation
            THEN pg_catalog.format('%I.%I', kn.nspname, k.collname) END AS collation,
       e.labels, pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
       NULLIF(r.rngcanonical, 0)::regprocedure::text AS canonical, NULLIF(r.rngsubdiff, 0)::regprocedure::text AS subtype_diff,
       ro.opcname AS subtype_operator_class,
       CASE WHEN r.rngcollation <> 0 THEN pg_catalog.format('%I.%I', rkn.nspname, rk.collname) END AS subtype_collation,
       ${version >= 140_000 ? 'r.rngmultitypid::regtype::text' : 'NULL'} AS multirange,
       CASE WHEN t.typtype = 'b' THEN pg_catalog.concat_ws(' ', t.typlen, t.typbyval, t.typcategory, t.typispreferred,
            t.typdelim, t.typalign, t.typstorage, t.typinput::regprocedure, t.typoutput::regprocedure,
            t.typreceive::oid::regprocedure, t.typsend::oid::regprocedure, t.typmodin::oid::regprocedure,
            t.typmodout::oid::regprocedure, t.typanalyze::oid::regprocedure, t.typelem::regtype) END AS base_definition
  FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
  LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
  LEFT JOIN pg_catalog.pg_collation k ON k.oid = t.typcollation
  LEFT JOIN pg_catalog.pg_namespace kn ON kn.oid = k.collnamespace
  LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
  LEFT JOIN pg_catalog.pg_opclass ro ON ro.oid = r.rngsubopc
  LEFT JOIN pg_catalog.pg_collation rk ON rk.oid = r.rngcollation
  LEFT JOIN pg_catalog.pg_namespace rkn ON rkn.oid = rk.collnamespace
  LEFT JOIN (SELECT enumtypid, pg_catalog.string_agg(pg_catalog.quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
                    AS labels FROM pg_catalog.pg_enum GROUP BY 1) e ON e.enumtypid = t.oid
 WHERE t.typnamespace IN (${dumpedNamespaces}) AND (t.typrelid = 0 OR c.relkind = 'c')
   AND t.typtype <> 'm' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)`;

/** Functions, procedures, aggregates and types. */
export const routineAndTypeFacts: readonly FactQuery[] = [functions, aggregates, types];
