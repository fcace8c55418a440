import type { Column, Relation } from '../catalog/catalog.ts';
import { type QualifiedName, quoteIdent, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';

/** A sequence that a column owns, with all that it takes to make it again. Numbers are text: they are 64 bits wide. */
export interface OwnedSequence extends QualifiedName {
  /** It is the column's identity; null for a serial's. */
  readonly identity: 'always' | 'by default' | null;
  /** `smallint`, `integer` or `bigint`. */
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycle: boolean;
  readonly lastValue: string;
  readonly isCalled: boolean;
  readonly unlogged: boolean;
  readonly owner: string;
  readonly comment: string | null;
  /** GRANT and REVOKE statements that give it the rights it has; empty where they are the default. */
  readonly rights: readonly string[];
  /** Something else than the column's own default takes numbers from it. */
  readonly shared: boolean;
}

type Row = Omit<OwnedSequence, 'identity' | 'schema' | 'name' | 'rights'> & {
  readonly grants: readonly string[] | null;
  readonly grantees: readonly string[];
};

const sequenceSql = (name: string) => `
SELECT pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqstart::text AS start, s.seqincrement::text AS increment,
       s.seqmin::text AS minimum, s.seqmax::text AS maximum, s.seqcache::text AS cache, s.seqcycle AS cycle,
       v.last_value::text AS "lastValue", v.is_called AS "isCalled", c.relpersistence = 'u' AS unlogged,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner, pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
       CASE WHEN c.relacl IS NOT NULL THEN ARRAY(
         SELECT pg_catalog.format('GRANT %s ON SEQUENCE ${name.replaceAll("'", "''").replaceAll('%', '%%')} TO %s%s', e.privilege_type,
                CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(e.grantee)) END,
                CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
           FROM pg_catalog.aclexplode(c.relacl) AS e) END AS grants,
       ARRAY(SELECT DISTINCT CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(e.grantee)) END
               FROM pg_catalog.pg_default_acl AS a CROSS JOIN LATERAL pg_catalog.aclexplode(a.defaclacl) AS e
              WHERE a.defaclobjtype = 'S' AND a.defaclnamespace IN (0, c.relnamespace)) AS grantees,
       EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                LEFT JOIN pg_catalog.pg_attrdef AS f ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND f.oid = d.objid
                WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid AND d.deptype <> 'i'
                  AND NOT (f.adrelid IS NOT DISTINCT FROM $2::oid AND f.adnum IS NOT DISTINCT FROM $3::int2)) AS shared
  FROM pg_catalog.pg_sequence AS s JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid CROSS JOIN ${name} AS v
 WHERE s.seqrelid = $1::regclass`;

/**
 * The sequence that a column owns, null for none.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function readOwnedSequence(
  session: Session,
  table: Relation,
  column: Column,
): Promise<OwnedSequence | null> {
  const { ownedSequence } = column;
  if (ownedSequence === null) return null;
  const name = quoteQualified(ownedSequence);
  const { rows } = await session.query<Row>(sequenceSql(name), [name, table.oid, column.number]);
  const [row] = rows;
  if (row === undefined) return null;
  const { grants, grantees, ...own } = row;
  const owner = quoteIdent(own.owner);
  const from = [...new Set([...grantees, 'PUBLIC', owner])].join(', ');
  const given = grants ?? [`GRANT ALL ON SEQUENCE ${name} TO ${owner}`];
  const rights =
    grants === null && grantees.length === 0
      ? []
      : [`REVOKE ALL ON SEQUENCE ${name} FROM ${from}`, ...given];
  return { ...own, ...ownedSequence, identity: column.identity, rights };
}
