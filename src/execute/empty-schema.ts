import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayIdent, quoteIdent, quoteLiteral } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';

interface SchemaRow {
  readonly owner: string;
  readonly grants: string[];
  readonly remark: string | null;
  readonly extensions: string[];
  readonly fixed: string | null;
}

/**
 * Deletes everything in a schema but the extensions that live there; owner, grants and comment of the schema itself stay.
 *
 * @param session inside a transaction, under quietSettings.
 * @throws PgmendError `extension-stays`
 */
export async function emptySchema(session: Session, schema: string): Promise<void> {
  const { rows } = await session.query<SchemaRow>(
    `SELECT quote_ident(pg_get_userbyid(n.nspowner)) AS owner, obj_description(n.oid, 'pg_namespace') AS remark,
        ARRAY(SELECT format('GRANT %s ON SCHEMA %I TO %s%s', a.privilege_type, n.nspname,
          CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
          CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM aclexplode(n.nspacl) AS a) AS grants,
        ARRAY(SELECT e.extname::text FROM pg_extension AS e WHERE e.extnamespace = n.oid) AS extensions,
        (SELECT min(e.extname::text) FROM pg_extension AS e WHERE e.extnamespace = n.oid AND NOT e.extrelocatable) AS fixed
       FROM pg_namespace AS n WHERE n.nspname = $1`,
    [schema],
  );
  const [found] = rows;
  if (found === undefined) return;
  if (found.fixed !== null) {
    throw new PgmendError(
      'extension-stays',
      `Schema ${displayIdent(schema)} cannot be emptied: extension ${found.fixed} lives in it and cannot be moved.`,
      'Let the migrations undo what they did, or drop the extension first.',
      1,
    );
  }
  const name = quoteIdent(schema);
  const aside = quoteIdent(`pgmend_emptied_${schema}`.slice(0, 60));
  await session.query(`ALTER SCHEMA ${name} RENAME TO ${aside}`);
  await session.query(`CREATE SCHEMA ${name} AUTHORIZATION ${found.owner}`);
  for (const grant of found.grants) await session.query(grant);
  if (found.remark !== null) {
    await session.query(`COMMENT ON SCHEMA ${name} IS ${quoteLiteral(found.remark)}`);
  }
  for (const extension of found.extensions) {
    await session.query(`ALTER EXTENSION ${quoteIdent(extension)} SET SCHEMA ${name}`);
  }
  await session.query(`DROP SCHEMA ${aside} CASCADE`);
}

/**
 * Deletes everything of the user's, so that a backup of the whole database can be restored into it: what stands in
 * schemas, and what does not (publications, foreign servers, large objects), which would be there already.
 */
export async function emptyDatabase(session: Session): Promise<void> {
  const outside = await session.query<{ sql: string }>(
    `SELECT format('DROP PUBLICATION %I', pubname) AS sql FROM pg_publication
     UNION ALL SELECT format('DROP EVENT TRIGGER %I', t.evtname) FROM pg_event_trigger AS t
                WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'e')
     UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER %I CASCADE', w.fdwname) FROM pg_foreign_data_wrapper AS w
                WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_foreign_data_wrapper'::regclass AND d.objid = w.oid AND d.deptype = 'e')
     UNION ALL SELECT format('DROP SERVER %I CASCADE', s.srvname) FROM pg_foreign_server AS s
                WHERE EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_foreign_data_wrapper'::regclass AND d.objid = s.srvfdw AND d.deptype = 'e')
     UNION ALL SELECT format('SELECT lo_unlink(%s)', oid) FROM pg_largeobject_metadata`,
  );
  for (const { sql } of outside.rows) await session.query(sql);
  const { rows } = await session.query<{ name: string }>(
    `SELECT n.nspname AS name FROM pg_namespace AS n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1`,
  );
  for (const { name } of rows) {
    if (name === 'public') await emptySchema(session, name);
    else await session.query(`DROP SCHEMA ${quoteIdent(name)} CASCADE`);
  }
}
