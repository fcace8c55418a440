import type { Session } from '../postgres/session.ts';

/**
 * Exact bytes of some tables with TOAST, without indexes, by OID. Waits for whoever holds ACCESS EXCLUSIVE on
 * one of them; tables that are gone are left out.
 */
export async function readTableSizes(
  session: Session,
  tables: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await session.query<{ oid: number; bytes: string }>(
    `SELECT c.oid, pg_catalog.pg_table_size(c.oid) AS bytes FROM pg_catalog.pg_class c
      WHERE c.oid = ANY ($1::oid[]) AND pg_catalog.pg_table_size(c.oid) IS NOT NULL`,
    [tables],
  );
  return new Map(rows.map((row) => [row.oid, Number(row.bytes)]));
}
