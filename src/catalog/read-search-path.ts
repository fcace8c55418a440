import type { Session } from '../postgres/session.ts';

/**
 * The schemas in which the client's unqualified names are looked up, in order, without pg_catalog.
 * The session's temporary schema comes first when there is one, as PostgreSQL searches it.
 * To be called before {@link quietSettings} replace the client's search_path.
 */
export async function readSearchPath(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ temporary: string | null; schemas: string[] }>(
    `SELECT (SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_namespace n
              WHERE n.oid OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()) AS temporary,
            pg_catalog.current_schemas(false)::pg_catalog.text[] AS schemas`,
  );
  const row = rows[0];
  if (row === undefined) return [];
  const schemas = row.schemas.filter((name) => name !== 'pg_catalog');
  if (row.temporary === null || schemas.includes(row.temporary)) return schemas;
  return [row.temporary, ...schemas];
}
