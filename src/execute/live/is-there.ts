import type { Session } from '../../postgres/session.ts';

/** Whether a table or sequence exists. @param name with its schema, as SQL. */
export async function isThere(session: Session, name: string): Promise<boolean> {
  const { rows } = await session.query<{ there: boolean }>(
    `SELECT pg_catalog.to_regclass($1) IS NOT NULL AS there`,
    [name],
  );
  return rows[0]?.there === true;
}
