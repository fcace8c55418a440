import {
  aclLine,
  dumpedNamespaces,
  type FactQuery,
  firstUserOid,
  optionsLine,
  roleName,
} from './fact-query.ts';

const publications: FactQuery = (version) => `
SELECT 'pg_catalog.pg_publication'::regclass::oid AS class, p.oid, 'publication' AS kind, p.pubname AS name,
       pg_catalog.pg_get_userbyid(p.pubowner) AS owner, p.puballtables AS all_tables, p.pubinsert AS insert,
       p.pubupdate AS update, p.pubdelete AS delete, p.pubtruncate AS truncate, p.pubviaroot AS via_root,
       ${version >= 180_000 ? 'p.pubgencols::text' : 'NULL'} AS generated_columns
  FROM pg_catalog.pg_publication p`;

const publishedTables: FactQuery = (version) => `
SELECT 'pg_catalog.pg_publication_rel'::regclass::oid AS class, r.oid, 'published table' AS kind,
       p.pubname AS schema, n.nspname AS parent, c.relname AS name, true AS published,
       ${
         version >= 150_000
           ? `(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) AS columns,
       pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS filter`
           : 'NULL AS columns, NULL AS filter'
       }
  FROM pg_catalog.pg_publication_rel r
  JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
  JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relnamespace IN (${dumpedNamespaces})`;

const publishedSchemas: FactQuery = (version) =>
  version < 150_000
    ? ''
    : `
SELECT 'published schema' AS kind, p.pubname AS schema, n.nspname AS name, true AS published
  FROM pg_catalog.pg_publication_namespace s
  JOIN pg_catalog.pg_publication p ON p.oid = s.pnpubid
  JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid WHERE n.oid IN (${dumpedNamespaces})`;

const eventTriggers: FactQuery = () => `
SELECT 'pg_catalog.pg_event_trigger'::regclass::oid AS class, e.oid, 'event trigger' AS kind, e.evtname AS name,
       pg_catalog.pg_get_userbyid(e.evtowner) AS owner, e.evtevent AS event, e.evtfoid::regprocedure::text AS function,
       NULLIF(e.evtenabled, 'O')::text AS enabled, ${optionsLine('e.evttags')} AS tags
  FROM pg_catalog.pg_event_trigger e`;

const extensions: FactQuery = () => `
SELECT 'pg_catalog.pg_extension'::regclass::oid AS class, e.oid, 'extension' AS kind, e.extname AS name,
       n.nspname AS in_schema, e.extversion AS version
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace`;

const foreignServers: FactQuery = () => `
SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass::oid AS class, w.oid, 'foreign data wrapper' AS kind,
       w.fdwname AS name, pg_catalog.pg_get_userbyid(w.fdwowner) AS owner, ${aclLine('w.fdwacl', 'F', 'w.fdwowner')} AS grants,
       NULLIF(w.fdwhandler, 0)::regprocedure::text AS handler, NULLIF(w.fdwvalidator, 0)::regprocedure::text AS validator,
       NULL AS wrapper, NULL AS version, ${optionsLine('w.fdwoptions')} AS options
  FROM pg_catalog.pg_foreign_data_wrapper w
UNION ALL
SELECT 'pg_catalog.pg_foreign_server'::regclass::oid, s.oid, 'server', s.srvname, pg_catalog.pg_get_userbyid(s.srvowner),
       ${aclLine('s.srvacl', 'S', 's.srvowner')}, s.srvtype, NULL, w.fdwname,
       s.srvversion, ${optionsLine('s.srvoptions')}
  FROM pg_catalog.pg_foreign_server s JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw`;

// Options may hold a password: only whether they changed is told.
const foreignTables: FactQuery = () => `
SELECT 'foreign table' AS kind, n.nspname AS schema, c.relname AS name, s.srvname AS server,
       ${optionsLine('f.ftoptions')} AS foreign_options
  FROM pg_catalog.pg_foreign_table f
  JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
 WHERE c.relnamespace IN (${dumpedNamespaces})
UNION ALL
SELECT 'user mapping', m.srvname, m.usename, 'yes', pg_catalog.md5(${optionsLine('m.umoptions')})
  FROM pg_catalog.pg_user_mappings m`;

const defaultPrivileges: FactQuery = () => `
SELECT 'default privileges' AS kind, pg_catalog.pg_get_userbyid(d.defaclrole)::text AS schema,
       COALESCE(n.nspname, '*')::text AS parent, d.defaclobjtype::text AS name,
       ARRAY(SELECT u.a::text COLLATE "C" FROM pg_catalog.unnest(d.defaclacl) AS u(a) ORDER BY 1)::text AS grants
  FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace`;

/** Objects that few databases have: named by the server, described by what they stand on. */
const rareObjects: FactQuery = () => {
  const named = (catalog: string, oid: string) =>
    `'pg_catalog.${catalog}'::regclass::oid AS class, ${oid} AS oid,
     (SELECT i.type || ' ' || i.identity
        FROM pg_catalog.pg_identify_object('pg_catalog.${catalog}'::regclass, ${oid}, 0) AS i) AS identity`;
  const from = (catalog: string, alias: string) =>
    `FROM pg_catalog.${catalog} ${alias} WHERE ${alias}.oid >= ${firstUserOid}`;
  return `
SELECT ${named('pg_cast', 'c.oid')}, c.castcontext::text || c.castmethod::text AS definition,
       NULLIF(c.castfunc, 0)::regprocedure::text AS functions, NULL AS owner ${from('pg_cast', 'c')}
UNION ALL
SELECT ${named('pg_operator', 'o.oid')},
       pg_catalog.concat_ws(' ', o.oprcanmerge, o.oprcanhash, o.oprresult::regtype, o.oprcom::regoperator, o.oprnegate::regoperator),
       pg_catalog.concat_ws(' ', o.oprcode::oid::regprocedure, o.oprrest::oid::regprocedure, o.oprjoin::oid::regprocedure),
       pg_catalog.pg_get_userbyid(o.oprowner) ${from('pg_operator', 'o')}
UNION ALL
SELECT ${named('pg_opclass', 'o.oid')},
       pg_catalog.concat_ws(' ', o.opcintype::regtype, o.opcdefault, NULLIF(o.opckeytype, 0)::regtype), NULL,
       pg_catalog.pg_get_userbyid(o.opcowner) ${from('pg_opclass', 'o')}
UNION ALL
SELECT ${named('pg_opfamily', 'f.oid')},
       (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.amopstrategy, a.amoppurpose, a.amopopr::regoperator), '; '
               ORDER BY a.amopstrategy, a.amopopr::regoperator::text)
          FROM pg_catalog.pg_amop a WHERE a.amopfamily = f.oid),
       (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.amprocnum, a.amproclefttype::regtype, a.amprocrighttype::regtype, a.amproc), '; '
               ORDER BY a.amprocnum, a.amproclefttype::regtype::text, a.amprocrighttype::regtype::text)
          FROM pg_catalog.pg_amproc a WHERE a.amprocfamily = f.oid),
       pg_catalog.pg_get_userbyid(f.opfowner) ${from('pg_opfamily', 'f')}
UNION ALL
SELECT ${named('pg_collation', 'k.oid')},
       pg_catalog.concat_ws(' ', k.collprovider, k.collisdeterministic, k.collencoding, k.collcollate, k.collctype),
       NULL, pg_catalog.pg_get_userbyid(k.collowner) ${from('pg_collation', 'k')}
UNION ALL
SELECT ${named('pg_conversion', 'k.oid')}, pg_catalog.concat_ws(' ', k.conforencoding, k.contoencoding, k.condefault),
       k.conproc::text, pg_catalog.pg_get_userbyid(k.conowner) ${from('pg_conversion', 'k')}
UNION ALL
SELECT ${named('pg_language', 'l.oid')}, l.lanpltrusted::text, NULLIF(l.lanplcallfoid, 0)::regprocedure::text,
       pg_catalog.pg_get_userbyid(l.lanowner) ${from('pg_language', 'l')}
UNION ALL
SELECT ${named('pg_transform', 't.oid')}, NULL, pg_catalog.concat_ws(' ', t.trffromsql::oid::regprocedure, t.trftosql::oid::regprocedure),
       NULL ${from('pg_transform', 't')}
UNION ALL
SELECT ${named('pg_am', 'a.oid')}, a.amtype::text, a.amhandler::text, NULL ${from('pg_am', 'a')}
UNION ALL
SELECT ${named('pg_ts_dict', 'd.oid')}, d.dictinitoption, d.dicttemplate::text, pg_catalog.pg_get_userbyid(d.dictowner)
  ${from('pg_ts_dict', 'd')}
UNION ALL
SELECT ${named('pg_ts_config', 'c.oid')},
       (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', m.maptokentype, m.mapseqno, m.mapdict::regdictionary), '; '
               ORDER BY m.maptokentype, m.mapseqno) FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = c.oid),
       c.cfgparser::text, pg_catalog.pg_get_userbyid(c.cfgowner) ${from('pg_ts_config', 'c')}`;
};

/** Before 14 only superusers may read any column of pg_subscription, and a repair does not touch it. */
const subscriptions: FactQuery = (version) =>
  version < 140_000
    ? ''
    : `
SELECT 'pg_catalog.pg_subscription'::regclass::oid AS class, s.oid, 'subscription' AS kind, s.subname AS name,
       ${roleName('s.subowner')} AS owner, s.subenabled AS enabled, s.subslotname AS slot,
       ${optionsLine('s.subpublications')} AS publications
  FROM pg_catalog.pg_subscription s
 WHERE s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`;

/** What belongs to the database as a whole. */
export const databaseWideFacts: readonly FactQuery[] = [
  publications,
  publishedTables,
  publishedSchemas,
  subscriptions,
  eventTriggers,
  extensions,
  foreignServers,
  foreignTables,
  defaultPrivileges,
  rareObjects,
];
