import { quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { isSpelledOnce } from '../../values/fresh-keys.ts';
import { keyExpression } from '../../values/value-key.ts';
import type { KeyArrays } from './apply-changes.ts';
import { typeOf } from './back-sql.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { keyNames, keysSql, keyText, tableSql, work } from './live-sql.ts';
import { isNumbered } from './number-keys.ts';

/**
 * Rows whose key holds another value that becomes the same as one of these keys': `5` beside `05`. In the copy they have
 * one key, so what is deleted there for the one may be the row of the other.
 *
 * @param keys of one turn, whose values all have their pairs.
 * @returns their keys, as texts, column by column.
 */
export async function twinKeys(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
  keys: KeyArrays,
): Promise<KeyArrays> {
  const names = keyNames(table);
  const found = names.map((): string[] => []);
  for (const [at, { name }] of table.key.entries()) {
    const value = table.values.find((one) => one.column === name);
    if (value?.how !== 'pairs') continue;
    const { type } = typeOf(table, value);
    // Every key has a number of its own.
    if (isNumbered(value) && isSpelledOnce(type)) continue;
    const pairs = work(design, value.pairs);
    const { rows: others } = await session.query<{ old: string }>(
      `SELECT DISTINCT b.old::text AS old FROM ${keysSql(table)} JOIN ${pairs} AS a ON a.old = ${keyExpression(`k.${names[at]}`, type)} ` +
        `JOIN ${pairs} AS b ON b.new = a.new AND b.old <> a.old`,
      [...keys],
    );
    if (others.length === 0) continue;
    const own = table.key.map(
      (one, nth) => `${keyText(`t.${quoteIdent(one.name)}`)} AS ${names[nth]}`,
    );
    const { rows } = await session.query<Record<string, string>>(
      `SELECT ${own.join(', ')} FROM ${tableSql(table)} AS t WHERE (${keyExpression(`t.${quoteIdent(name)}`, type)})::text = ANY ($1::text[])`,
      [others.map((one) => one.old)],
    );
    for (const row of rows)
      for (const [nth, one] of names.entries()) found[nth]?.push(row[one] ?? '');
  }
  return found;
}
