import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified, quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { convertedColumns, pairJoins, tableSql } from './live-sql.ts';

/**
 * Rows that would repeat a key that must be unique once the types are new.
 *
 * @param count of them, and the key of the first, column by column.
 */
export function collides(table: LiveTable, count: number, key: readonly string[]): PgmendError {
  const first = table.key.map(({ name }, at) => `${name} = ${key[at] ?? ''}`).join(', ');
  const [rows, were] = count === 1 ? ['row', 'was'] : ['rows', 'were'];
  return new PgmendError(
    'live-collides',
    `${count} ${rows} of ${displayQualified(table.table)} that ${were} written meanwhile would repeat a key that must be unique once the types are new, the first one with ${first}.`,
    'Nothing was changed, and the copies are kept in sync. Put those rows right, then run: pgmend resume. Or take everything back: pgmend undo',
    1,
  );
}

/**
 * Looks for rows whose key becomes the one of another, over the whole table; where the comparison has failed.
 *
 * @param session outside any failed transaction.
 * @returns how many there are besides the ones that came first, and the key of one; null for none.
 */
export async function findColliding(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
): Promise<{ readonly count: number; readonly key: readonly string[] } | null> {
  const converted = convertedColumns(table);
  const newKey = table.key.map(
    ({ name }) => converted[table.columns.findIndex((one) => one.name === name)] ?? 'NULL',
  );
  const own = table.key.map(({ name }) => `t.${quoteIdent(name)}::text`);
  const known = newKey.map((sql) => `(${sql}) IS NOT NULL`).join(' AND ');
  const { rows } = await session.query<{ count: number; key: string[] }>(
    `SELECT (count(*) OVER ())::int4 AS count, r.key FROM (SELECT ARRAY[${own.join(', ')}] AS key, row_number() OVER (PARTITION BY ${newKey.join(', ')} ORDER BY ${own.join(', ')}) AS place ` +
      `FROM ${tableSql(table)} AS t${pairJoins(design, table, (name) => `t.${quoteIdent(name)}`)} WHERE ${known}) AS r WHERE r.place > 1 LIMIT 1`,
  );
  return rows[0] ?? null;
}
