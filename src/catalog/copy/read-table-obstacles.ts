import { displayIdent, displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';

interface Row extends QualifiedName {
  readonly what: string;
  readonly description: string | null;
}

// Rows of the table's own type: arguments and columns of it stand on the old table, whatever the name says.
const obstaclesSql = (version: number) => `
WITH own AS (
  SELECT c.oid, c.reltype, t.typarray, n.nspname AS schema, c.relname AS name, c.relkind, c.relpersistence, c.reloftype, c.relispartition
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_type t ON t.oid = c.reltype
   WHERE c.oid = ANY ($1::oid[]))
SELECT o.schema, o.name, 'row type' AS what, pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) AS description
  FROM own o
  JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid IN (o.reltype, o.typarray)
   AND d.deptype <> 'i'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid)
UNION ALL
SELECT o.schema, o.name, 'inheritance', pg_catalog.format('%s', i.inhrelid::regclass)
  FROM own o JOIN pg_catalog.pg_inherits i ON (i.inhparent = o.oid AND o.relkind <> 'p')
UNION ALL
SELECT o.schema, o.name, 'inherits', pg_catalog.format('%s', i.inhparent::regclass)
  FROM own o JOIN pg_catalog.pg_inherits i ON i.inhrelid = o.oid AND NOT o.relispartition
UNION ALL
SELECT o.schema, o.name, 'temporary', NULL FROM own o WHERE o.relpersistence = 't'
UNION ALL
SELECT o.schema, o.name, 'unlogged', NULL FROM own o WHERE o.relpersistence = 'u'
UNION ALL
SELECT o.schema, o.name, 'typed', pg_catalog.format_type(o.reloftype, NULL) FROM own o WHERE o.reloftype <> 0
UNION ALL
SELECT o.schema, o.name, 'label', l.provider
  FROM own o JOIN pg_catalog.pg_seclabel l ON l.classoid = 'pg_catalog.pg_class'::regclass AND l.objoid = o.oid
UNION ALL
SELECT o.schema, o.name, 'extension', e.extname
  FROM own o
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = o.oid AND d.deptype = 'e'
  JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
UNION ALL
SELECT o.schema, o.name, 'on extension', pg_catalog.pg_describe_object(d.classid, d.objid, 0)
  FROM own o
  JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'x' AND CASE d.classid
       WHEN 'pg_catalog.pg_class'::regclass THEN d.objid IN (SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = o.oid)
       WHEN 'pg_catalog.pg_trigger'::regclass THEN d.objid IN (SELECT g.oid FROM pg_catalog.pg_trigger g WHERE g.tgrelid = o.oid) END
UNION ALL
SELECT o.schema, o.name, 'foreign partition', pg_catalog.format('%s', c.oid::regclass)
  FROM own o JOIN pg_catalog.pg_class c ON c.oid = o.oid AND c.relkind = 'f'
UNION ALL
SELECT o.schema, o.name, 'no room', pg_catalog.format('GRANT CREATE ON SCHEMA %I TO %I', o.schema, current_user)
  FROM own o WHERE NOT pg_catalog.has_schema_privilege(o.schema, 'CREATE')
UNION ALL
SELECT o.schema, o.name, 'grantor', pg_catalog.pg_get_userbyid(e.grantor)::text
  FROM own o JOIN pg_catalog.pg_class c ON c.oid = o.oid
  CROSS JOIN LATERAL (
    SELECT x.grantor FROM pg_catalog.aclexplode(c.relacl) AS x
     UNION SELECT x.grantor FROM pg_catalog.pg_attribute a CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS x WHERE a.attrelid = o.oid AND NOT a.attisdropped) AS e
 WHERE e.grantor <> c.relowner AND NOT pg_catalog.pg_has_role(e.grantor, '${version >= 160_000 ? 'SET' : 'MEMBER'}')
UNION ALL
SELECT o.schema, o.name, 'all tables', p.pubname FROM own o CROSS JOIN pg_catalog.pg_publication p WHERE p.puballtables
UNION ALL
SELECT o.schema, o.name, 'subscription', ${
  // Before 14 only superusers may read the other columns.
  version >= 140_000
    ? '(SELECT s.subname::text FROM pg_catalog.pg_subscription s WHERE s.oid = r.srsubid)'
    : 'r.srsubid::text'
}
  FROM own o JOIN pg_catalog.pg_subscription_rel r ON r.srrelid = o.oid
${
  version >= 180_000
    ? `UNION ALL
SELECT o.schema, o.name, 'null', k.conname
  FROM own o JOIN pg_catalog.pg_constraint k ON k.conrelid = o.oid AND k.contype = 'n' AND NOT k.convalidated`
    : ''
}
${
  version >= 150_000
    ? `UNION ALL
SELECT o.schema, o.name, 'schema published', p.pubname
  FROM own o
  JOIN pg_catalog.pg_namespace n ON n.nspname IN (o.schema, $2::text)
  JOIN pg_catalog.pg_publication_namespace s ON s.pnnspid = n.oid
  JOIN pg_catalog.pg_publication p ON p.oid = s.pnpubid
 WHERE n.nspname = $2::text`
    : ''
}`;

/**
 * Why a table cannot be replaced by another of its name while it is used: one sentence for each reason, with the
 * names. Empty where it can. The session is inside a transaction under quietSettings.
 */
export async function readTableObstacles(
  session: Session,
  oids: readonly number[],
  journalSchema: string,
): Promise<string[]> {
  const params = session.serverVersion >= 150_000 ? [[...oids], journalSchema] : [[...oids]];
  const { rows } = await session.query<Row>(obstaclesSql(session.serverVersion), params);
  return [...new Set(rows.map(sentence))];
}

function sentence(row: Row): string {
  const name = displayQualified(row);
  const what = row.description ?? '';
  switch (row.what) {
    case 'row type':
      return `${what} uses the row type of ${name}, and would stay with the old table.`;
    case 'inheritance':
      return `${what} inherits from ${name}, and would stay with the old table.`;
    case 'inherits':
      return `${name} inherits from ${what}, whose rows include its own.`;
    case 'temporary':
      return `${name} is a temporary table, which other connections cannot see.`;
    case 'unlogged':
      return `${name} is UNLOGGED: a crash would empty it together with its copy.`;
    case 'typed':
      return `${name} is a typed table: its columns are those of the type ${what}.`;
    case 'label':
      return `${name} has a security label of ${what}, which pgmend cannot lay on another table.`;
    case 'extension':
      return `${name} belongs to the extension ${what}.`;
    case 'on extension':
      return `${what} DEPENDS ON EXTENSION, and would not do so on the copy: ALTER … NO DEPENDS ON EXTENSION first, and again behind it.`;
    case 'subscription':
      return `${name} is filled by the subscription ${what}, which stays with the old table: what it receives behind the cut-over would be skipped.`;
    case 'null':
      return `The NOT NULL constraint ${what} of ${name} is NOT VALID, and the copy could have it for every row only: VALIDATE it first.`;
    case 'no room':
      return `This role may create nothing in the schema of ${name}, where another table has to take its place. Who owns the schema would run: ${what}`;
    case 'grantor':
      return `${name} has grants that ${displayIdent(what)} made, and only that role can make them again. Who administers roles would make this role a member of it.`;
    case 'foreign partition':
      return `The partition ${what} is a foreign table.`;
    default:
      return `The publication ${what} would publish the copy of ${name} as well, and its subscribers have no such table.`;
  }
}
