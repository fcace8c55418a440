/**
 * SQL of the set of OIDs of schemas that are the user's: no system schema, no other session's temporary
 * schema, not the journal's schema (bound as $1).
 */
export const userNamespaces = `
  SELECT n.oid FROM pg_catalog.pg_namespace n
   WHERE n.nspname <> 'information_schema' AND n.nspname <> $1::text
     AND (n.nspname !~ '^pg_' OR n.oid = pg_catalog.pg_my_temp_schema())`;
