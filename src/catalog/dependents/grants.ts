import { quoteIdent } from '../../postgres/quote.ts';

/** One entry of `aclexplode()`, with names; grantee null is PUBLIC. */
export interface Grant {
  readonly grantor: string;
  readonly grantee: string | null;
  readonly privilege: string;
  readonly grantable: boolean;
  /** Set for a grant on one column. */
  readonly column: string | null;
}

/** SQL: the entries of an ACL as a JSON array of {@link Grant}, null for a null ACL. */
export function grantsJson(acl: string, column: string): string {
  return `(SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
      'grantor', pg_catalog.pg_get_userbyid(e.grantor),
      'grantee', CASE WHEN e.grantee <> 0 THEN pg_catalog.pg_get_userbyid(e.grantee) END,
      'privilege', e.privilege_type, 'grantable', e.is_grantable, 'column', ${column})), '[]'::json)
    FROM pg_catalog.aclexplode(${acl}) AS e)`;
}

export interface GrantedObject {
  /** Quoted, for SQL. */
  readonly sql: string;
  readonly owner: string;
  /** null: nobody ever granted or revoked. */
  readonly grants: readonly Grant[] | null;
  readonly columnGrants: readonly Grant[];
  /** Whom default privileges would grant something on a new relation of its schema. */
  readonly defaultGrantees: readonly (string | null)[];
  /** The session's `role` setting, to come back to. */
  readonly role: string;
}

/**
 * Statements that make the grants of a relation just created by the session and given to its owner exactly
 * what they were: what default privileges brought is revoked first. A grant that another role than the owner
 * made is made by that role again, which needs membership in it.
 */
export function grantStatements(object: GrantedObject): string[] {
  const { grants, columnGrants, defaultGrantees, owner } = object;
  const statements: string[] = [];
  if (defaultGrantees.length > 0 || grants !== null) {
    const from = [...new Set([...defaultGrantees, owner, null])].map(grantee).join(', ');
    statements.push(`REVOKE ALL ON TABLE ${object.sql} FROM ${from}`);
    if (grants === null)
      statements.push(`GRANT ALL ON TABLE ${object.sql} TO ${quoteIdent(owner)}`);
  }
  const all = [...(grants ?? []), ...columnGrants];
  const byOwner = all.filter((grant) => grant.grantor === owner);
  // Who grants in turn must have been granted the option before.
  const byOthers = all.filter((grant) => grant.grantor !== owner);
  statements.push(...byOwner.map((grant) => grantStatement(object.sql, grant)));
  for (const grant of byOthers) {
    statements.push(
      `SET LOCAL ROLE ${quoteIdent(grant.grantor)}`,
      grantStatement(object.sql, grant),
      `SET LOCAL ROLE ${object.role === 'none' ? 'NONE' : quoteIdent(object.role)}`,
    );
  }
  return statements;
}

function grantStatement(sql: string, grant: Grant): string {
  const column = grant.column === null ? '' : ` (${quoteIdent(grant.column)})`;
  const option = grant.grantable ? ' WITH GRANT OPTION' : '';
  return `GRANT ${grant.privilege}${column} ON TABLE ${sql} TO ${grantee(grant.grantee)}${option}`;
}

function grantee(name: string | null): string {
  return name === null ? 'PUBLIC' : quoteIdent(name);
}
