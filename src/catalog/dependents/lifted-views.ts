import {
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Dependent } from '../dependent.ts';
import { type Grant, grantStatements, grantsJson } from './grants.ts';
import {
  commentStatement,
  extensionStatements,
  extensionsOf,
  optionSql,
  withoutSemicolon,
} from './remarks.ts';
import {
  columnStatements,
  indexStatements,
  statisticsStatements,
  type ViewColumn,
  type ViewIndex,
  type ViewStatistics,
} from './view-parts.ts';

interface ViewRow {
  oid: number;
  schema: string;
  name: string;
  materialized: boolean;
  temporary: boolean;
  populated: boolean;
  owner: string;
  options: string[] | null;
  toast_options: string[] | null;
  extensions: string[];
  access_method: string | null;
  tablespace: string | null;
  definition: string;
  comment: string | null;
  description: string;
  extension: string | null;
  labels: { provider: string; label: string; column: string | null }[] | null;
  columns: ViewColumn[];
  grants: Grant[] | null;
  column_grants: Grant[];
  indexes: ViewIndex[] | null;
  statistics: ViewStatistics[] | null;
  default_grantees: (string | null)[];
  role: string;
  owned: boolean;
  creates: boolean;
  user: string;
}

const comment = (catalog: string, oid: string, sub = '0') =>
  `pg_catalog.${sub === '0' ? 'obj' : 'col'}_description(${oid}, ${sub === '0' ? `'${catalog}'` : sub})`;

const viewsSql = (version: number) => `
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind = 'm' AS materialized, c.relpersistence = 't' AS temporary,
       c.relispopulated AS populated, pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.reloptions AS options,
       tc.reloptions AS toast_options, ${extensionsOf('pg_class', 'c.oid')} AS extensions,
       m.amname AS access_method, s.spcname AS tablespace, pg_catalog.pg_get_viewdef(c.oid) AS definition,
       ${comment('pg_class', 'c.oid')} AS comment,
       pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, c.oid, 0) AS description, x.extname AS extension,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('provider', l.provider, 'label', l.label, 'column', a.attname))
          FROM pg_catalog.pg_seclabel l
          LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = l.objoid AND a.attnum = l.objsubid AND l.objsubid > 0
         WHERE l.classoid = 'pg_catalog.pg_class'::regclass AND l.objoid = c.oid) AS labels,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname,
               'comment', ${comment('pg_class', 'c.oid', 'a.attnum')},
               'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
               'statistics', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END,
               'storage', CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
               'compression', ${version >= 140_000 ? "NULLIF(a.attcompression, '')" : 'NULL'},
               'options', a.attoptions) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
          LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       CASE WHEN c.relacl IS NOT NULL THEN ${grantsJson('c.relacl', 'NULL')} END AS grants,
       (SELECT COALESCE(pg_catalog.json_agg(e.one), '[]'::json) FROM pg_catalog.pg_attribute a
         CROSS JOIN LATERAL pg_catalog.json_array_elements(${grantsJson('a.attacl', 'a.attname')}) AS e(one)
         WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped) AS column_grants,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', ic.relname, 'definition', pg_catalog.pg_get_indexdef(ic.oid),
               'comment', ${comment('pg_class', 'ic.oid')}, 'tablespace', its.spcname, 'clustered', i.indisclustered,
               'extensions', ${extensionsOf('pg_class', 'ic.oid')},
               'statistics', (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object('number', ia.attnum,
                                     'target', ia.attstattarget)), '[]'::json)
                                FROM pg_catalog.pg_attribute ia WHERE ia.attrelid = ic.oid AND ia.attstattarget >= 0)) ORDER BY ic.oid)
          FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
          LEFT JOIN pg_catalog.pg_tablespace its ON its.oid = ic.reltablespace WHERE i.indrelid = c.oid) AS indexes,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('schema', sn.nspname, 'name', st.stxname,
               'definition', pg_catalog.pg_get_statisticsobjdef(st.oid), 'owner', pg_catalog.pg_get_userbyid(st.stxowner),
               'target', CASE WHEN st.stxstattarget >= 0 THEN st.stxstattarget END,
               'comment', ${comment('pg_statistic_ext', 'st.oid')}) ORDER BY st.oid)
          FROM pg_catalog.pg_statistic_ext st JOIN pg_catalog.pg_namespace sn ON sn.oid = st.stxnamespace
         WHERE st.stxrelid = c.oid) AS statistics,
       ARRAY(SELECT DISTINCT CASE WHEN e.grantee <> 0 THEN pg_catalog.pg_get_userbyid(e.grantee)::text END
          FROM pg_catalog.pg_default_acl p CROSS JOIN LATERAL pg_catalog.aclexplode(p.defaclacl) AS e
         WHERE p.defaclobjtype = 'r' AND p.defaclnamespace IN (0, c.relnamespace)
           AND p.defaclrole = (SELECT u.oid FROM pg_catalog.pg_roles u WHERE u.rolname = current_user)) AS default_grantees,
       pg_catalog.current_setting('role') AS role, pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
       pg_catalog.has_schema_privilege(n.oid, 'CREATE') AS creates, current_user::text AS "user"
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class tc ON tc.oid = c.reltoastrelid AND c.reltoastrelid <> 0
  LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
  LEFT JOIN pg_catalog.pg_depend e ON e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension x ON x.oid = e.refobjid
 WHERE c.oid = ANY ($1::oid[])`;

/**
 * Views and materialized views, with what goes when they are dropped; by OID. Their rules and triggers are
 * dependents of their own, since a rule may stand on further views.
 */
export async function liftViews(
  session: Session,
  oids: readonly number[],
  searchPath: readonly string[],
): Promise<Map<number, Dependent>> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query<ViewRow>(viewsSql(session.serverVersion), [oids]);
  return new Map(rows.map((row) => [row.oid, toDependent(row, searchPath)]));
}

function toDependent(row: ViewRow, searchPath: readonly string[]): Dependent {
  const object = { schema: row.schema, name: row.name };
  const word = row.materialized ? 'MATERIALIZED VIEW' : 'VIEW';
  const reason = whyNot(row);
  return {
    kind: row.materialized ? 'materialized view' : 'view',
    description: row.description,
    object,
    locks: [object],
    handling: reason === null ? 'lifted' : 'refused',
    drop: reason === null ? [`DROP ${word} ${quoteQualified(object)}`] : [],
    restore:
      reason === null
        ? [
            ...restoreStatements(row, object, word),
            ...refreshStatements(row, quoteQualified(object), searchPath),
          ]
        : [],
    reason,
  };
}

/** A view is dropped and made again: not one of an extension, and not without the rights to both. */
function whyNot({
  description,
  extension,
  owned,
  owner,
  creates,
  schema,
  user,
}: ViewRow): string | null {
  if (extension !== null) return `${description} belongs to the extension ${extension}.`;
  const role = quoteIdent(user);
  if (!owned) {
    return `${description} stands on the column and belongs to ${owner}, so this role cannot make it again. A superuser, or who may grant that role, would run: GRANT ${quoteIdent(owner)} TO ${role}`;
  }
  if (!creates) {
    return `${description} has to be made again, and this role may create nothing in its schema. Who owns the schema would run: GRANT CREATE ON SCHEMA ${quoteIdent(schema)} TO ${role}`;
  }
  return null;
}

function restoreStatements(row: ViewRow, object: QualifiedName, word: string): string[] {
  const sql = quoteQualified(object);
  return [
    createStatement(row, sql),
    ...row.columns.flatMap((column) => columnStatements(column, sql, word)),
    ...(row.indexes ?? []).flatMap((index) => indexStatements(index, object)),
    ...(row.statistics ?? []).flatMap(statisticsStatements),
    ...commentStatement(`${word} ${sql}`, row.comment),
    ...extensionStatements(`${word} ${sql}`, row.extensions),
    ...(row.labels ?? []).map(({ provider, label, column }) => {
      const on = column === null ? `${word} ${sql}` : `COLUMN ${sql}.${quoteIdent(column)}`;
      return `SECURITY LABEL FOR ${quoteIdent(provider)} ON ${on} IS ${quoteLiteral(label)}`;
    }),
    `ALTER ${word} ${sql} OWNER TO ${quoteIdent(row.owner)}`,
    ...grantStatements({
      sql,
      owner: row.owner,
      grants: row.grants,
      columnGrants: row.column_grants,
      defaultGrantees: row.default_grantees,
      role: row.role,
    }),
  ];
}

function createStatement(row: ViewRow, sql: string): string {
  const columns = row.columns.map(({ name }) => quoteIdent(name)).join(', ');
  const options = [
    ...(row.options ?? []).map(optionSql),
    ...(row.toast_options ?? []).map((option) => `toast.${optionSql(option)}`),
  ].join(', ');
  const withOptions = options === '' ? '' : ` WITH (${options})`;
  const query = withoutSemicolon(row.definition);
  // Names that the list gives are those of the columns, renamed or not. A view may have no column at all.
  const list = columns === '' ? '' : ` (${columns})`;
  if (!row.materialized) {
    return `CREATE ${row.temporary ? 'TEMPORARY ' : ''}VIEW ${sql}${list}${withOptions} AS ${query}`;
  }
  const using = row.access_method === null ? '' : ` USING ${quoteIdent(row.access_method)}`;
  const place = row.tablespace === null ? '' : ` TABLESPACE ${quoteIdent(row.tablespace)}`;
  return `CREATE MATERIALIZED VIEW ${sql}${list}${using}${withOptions}${place} AS ${query} WITH NO DATA`;
}

/**
 * Fills a materialized view as its owner's own REFRESH does: policies filter what the owner may see, and before 17
 * functions find unqualified names along the client's search_path. Then back to quiet settings.
 */
function refreshStatements(row: ViewRow, sql: string, searchPath: readonly string[]): string[] {
  if (!row.materialized || !row.populated) return [];
  const path = ['pg_catalog', ...searchPath.filter((name) => !name.startsWith('pg_temp'))];
  return [
    'SET LOCAL row_security = on',
    `SET LOCAL search_path = ${path.map(quoteIdent).join(', ')}`,
    `REFRESH MATERIALIZED VIEW ${sql}`,
    'SET LOCAL search_path = pg_catalog, pg_temp',
    'SET LOCAL row_security = off',
  ];
}
