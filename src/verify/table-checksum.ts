import type { Relation } from '../catalog/catalog.ts';
import type { Conversion } from '../plan/plan.ts';
import { convertFunction } from '../plan/steps/work-names.ts';
import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { fromTable } from '../values/mapping-sql.ts';
import { keyExpression } from '../values/value-key.ts';

export interface TableChecksum {
  readonly rows: number;
  /** Sum over the rows of a 64-bit hash of the row's text: does not depend on the order of rows. */
  readonly checksum: string;
}

/**
 * Rows and checksum of one table over all its columns but generated ones, and those that an undo brings back from the
 * journal row by row.
 *
 * @param converting conversions not yet carried out: their columns are read through the mapping, as what they must become.
 */
export async function tableChecksum(
  session: Session,
  table: Relation,
  converting: readonly Conversion[],
  journalSchema: string,
): Promise<TableChecksum> {
  const undone = new Set(
    converting.filter((one) => one.undoes !== undefined).map((one) => one.mapped.column),
  );
  const values = table.columns
    .filter((column) => column.generated === null && !undone.has(column.name))
    .map((column) => {
      const name = `t.${quoteIdent(column.name)}`;
      const conversion = converting.find((one) => one.mapped.column === column.name);
      if (conversion === undefined) return `${name}::text`;
      if (conversion.weighed.mapping.kind === 'null') return 'NULL::text';
      const key = keyExpression(name, conversion.mapped.type);
      return `${convertFunction(journalSchema, conversion)}(${key})::text`;
    });
  const row =
    values.length === 0
      ? `''`
      : `pg_catalog.array_to_string(ARRAY[${values.join(', ')}], pg_catalog.chr(31), pg_catalog.chr(30))`;
  const { rows } = await session.query<{ n: string; sum: string }>(
    `SELECT count(*) AS n, coalesce(sum(hashtextextended(${row}, 0)), 0)::text AS sum ` +
      `FROM ${fromTable(table, table.kind === 'partitioned table')} AS t`,
  );
  return { rows: Number(rows[0]?.n ?? 0), checksum: rows[0]?.sum ?? '0' };
}
