/**
 * A query whose rows are facts on objects, for one server version. Columns with a meaning of their own:
 * `kind`, `schema`, `parent`, `name` make the identity, or `identity` is it already; `suffix` follows it;
 * `class`, `oid`, `sub` are the object's address, by which comments, labels and extensions find it;
 * `rel` is the relation that it is part of, where an extension may own that. Every other column is one line
 * of the description, left out when it is null, false or empty.
 */
export type FactQuery = (serverVersion: number) => string;

/** $1 of every query is the journal's schema. System and temporary schemas are in no dump. */
export const dumpedNamespaces = `
  SELECT n.oid FROM pg_catalog.pg_namespace n
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> $1::text`;

/** OIDs from 16384 on are the user's (FirstNormalObjectId in access/transam.h). */
export const firstUserOid = 16384;

/** Grants, sorted, null where they are what the owner has by default; as pg_dump sees them. */
export function aclLine(acl: string, kind: string, owner: string): string {
  const sorted = (array: string) =>
    `ARRAY(SELECT u.a::text COLLATE "C" FROM pg_catalog.unnest(${array}) AS u(a) ORDER BY 1)`;
  return `CASE WHEN ${acl} IS NOT NULL THEN NULLIF(${sorted(acl)},
            ${sorted(`pg_catalog.acldefault('${kind}', ${owner})`)})::text END`;
}

/** A text array of options, sorted. */
export function optionsLine(options: string): string {
  return `CASE WHEN ${options} IS NOT NULL THEN
            ARRAY(SELECT u.o FROM pg_catalog.unnest(${options}) AS u(o) ORDER BY u.o COLLATE "C")::text END`;
}

/** Name of a role by OID; 0 is PUBLIC. */
export function roleName(oid: string): string {
  return `CASE WHEN ${oid} = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(${oid})::text END`;
}
