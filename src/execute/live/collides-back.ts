import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { keyNames, work } from './live-sql.ts';

/**
 * Rows of today that would repeat, in the types of before, what was unique there.
 *
 * @param count of them, and the key of one, column by column.
 */
export function collidesBack(table: LiveTable, count: number, key: readonly string[]): PgmendError {
  const one = table.key.map(({ name }, at) => `${displayIdent(name)} = ${key[at] ?? ''}`);
  return new PgmendError(
    'undo-collides',
    `${count} ${count === 1 ? 'row' : 'rows'} of ${displayQualified(table.table)} would repeat what was unique in the types of before, the first one with ${one.join(', ')}.`,
    'Nothing was changed. Put those rows right, then run: pgmend undo',
    1,
  );
}

/** As {@link collidesBack}, of the rows that are all that is left in the log of a table. */
export async function collidesInLog(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
): Promise<PgmendError> {
  const names = keyNames(table);
  const { rows } = await session.query<{ count: number; key: string[] }>(
    `SELECT (count(*) OVER ())::int4 AS count, d.key FROM (SELECT DISTINCT ARRAY[${names.map((one) => `k.${one}::text`).join(', ')}] AS key FROM ${work(design, table.since)} AS k) AS d ORDER BY 2 LIMIT 1`,
  );
  return collidesBack(table, rows[0]?.count ?? 0, rows[0]?.key ?? []);
}
