import type { Type } from '../../catalog/catalog.ts';
import type { Session } from '../../postgres/session.ts';

/**
 * What a type is over, as SQL writes it; of one that is no domain, itself. A domain may refuse NULL, and a work table has
 * rows of nothing but NULL: the table was truncated.
 */
export async function baseType(
  session: Session,
  type: Pick<Type, 'kind' | 'oid'> | undefined,
  sql: string,
): Promise<string> {
  if (type?.kind !== 'domain') return sql;
  const { rows } = await session.query<{ base: string }>(
    `WITH RECURSIVE b(oid, modifier, depth) AS (SELECT $1::oid, -1, 0 UNION ALL ` +
      `SELECT t.typbasetype, t.typtypmod, b.depth + 1 FROM b JOIN pg_catalog.pg_type AS t ON t.oid = b.oid AND t.typtype = 'd') ` +
      `SELECT pg_catalog.format_type(b.oid, b.modifier) AS base FROM b ORDER BY b.depth DESC LIMIT 1`,
    [type.oid],
  );
  return rows[0]?.base ?? sql;
}
