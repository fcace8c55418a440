import type { Relation } from '../catalog/catalog.ts';
import type { PlannedTable } from '../plan/planned-part.ts';
import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { fromTable } from '../values/mapping-sql.ts';

export interface TableChecksum {
  readonly rows: number;
  /** Sum over the rows of a 64-bit hash of the row's text: does not depend on the order of rows. */
  readonly checksum: string;
}

/**
 * Rows and checksum of one table over all its columns but generated ones and those that the plan cannot say beforehand.
 *
 * @param when `before` reads every column as what it must become, and leaves out the rows that go; `after` reads what is there.
 */
export async function tableChecksum(
  session: Session,
  relation: Relation,
  planned: PlannedTable,
  when: 'before' | 'after',
): Promise<TableChecksum> {
  const { rows } = await session.query<{ n: string; sum: string }>(
    tableChecksumSql(relation, planned, when),
  );
  return { rows: Number(rows[0]?.n ?? 0), checksum: rows[0]?.sum ?? '0' };
}

/** Its statement: one row of `n` and `sum`. */
export function tableChecksumSql(
  relation: Relation,
  planned: PlannedTable,
  when: 'before' | 'after',
): string {
  const values = relation.columns
    .filter((column) => column.generated === null && !planned.unsaid.includes(column.name))
    .map((column) => {
      const becomes = when === 'before' ? planned.becomes[column.name] : undefined;
      const nulled = when === 'before' ? planned.nulled?.[column.name] : undefined;
      const value = `(${becomes ?? `t.${quoteIdent(column.name)}`})::text`;
      return nulled === undefined ? value : `CASE WHEN NOT (${nulled}) THEN ${value} END`;
    });
  const row =
    values.length === 0
      ? `''`
      : `pg_catalog.array_to_string(ARRAY[${values.join(', ')}], pg_catalog.chr(31), pg_catalog.chr(30))`;
  const where = when === 'before' && planned.goes !== null ? ` WHERE NOT (${planned.goes})` : '';
  return (
    `SELECT count(*) AS n, coalesce(sum(hashtextextended(${row}, 0)), 0)::text AS sum ` +
    `FROM ${fromTable(relation, relation.kind === 'partitioned table')} AS t${where}`
  );
}
