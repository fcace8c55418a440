import type { Plan } from '../../plan/plan.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { keyExpression } from '../../values/value-key.ts';
import type { KeyArrays } from './apply-changes.ts';
import { everyBackSql, isComputedBack } from './back-sql.ts';
import { conversionOf } from './conversion-of.ts';
import type { LiveDesign, LiveTable, LiveValue } from './live-design.ts';
import { keyNames, keysSql, keyText, tableSql } from './live-sql.ts';

/**
 * Two values of today may have been one: what is looked up in tables may stand there twice since. What is computed, or
 * was made anew, never does.
 */
export function mayHaveTwins(table: LiveTable, plan: Plan, value: LiveValue): boolean {
  const { kind } = conversionOf(plan, value).weighed.mapping;
  return (
    !isComputedBack(value) &&
    kind !== 'null' &&
    kind !== 'convert' &&
    table.key.some((one) => one.name === value.column)
  );
}

/**
 * As `twinKeys`, on the way back: rows of today whose key was the same in the types of before as one of these keys'. What
 * is deleted there for the one may be the row of the other.
 *
 * @param keys of one turn, whose values all have their pairs.
 * @returns their keys, as texts, column by column.
 */
export async function twinKeysBack(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  table: LiveTable,
  keys: KeyArrays,
): Promise<string[][]> {
  const names = keyNames(table);
  const found = names.map((): string[] => []);
  const types = table.key.map((one) => one.newType);
  for (const [at, { name, newType }] of table.key.entries()) {
    const value = table.values.find((one) => one.column === name);
    if (value === undefined || !mayHaveTwins(table, plan, value)) continue;
    const back = everyBackSql(design, table, value);
    const { rows: others } = await session.query<{ old: string }>(
      `SELECT DISTINCT b.old::text AS old FROM ${keysSql(table, types)} JOIN ${back} AS a ON a.old = ${keyExpression(`k.${names[at]}`, newType)} ` +
        `JOIN ${back} AS b ON b.new = a.new AND b.old <> a.old`,
      [...keys],
    );
    if (others.length === 0) continue;
    const own = table.key.map(
      (one, nth) => `${keyText(`t.${quoteIdent(one.name)}`)} AS ${names[nth]}`,
    );
    const { rows } = await session.query<Record<string, string>>(
      `SELECT ${own.join(', ')} FROM ${tableSql(table)} AS t WHERE (${keyExpression(`t.${quoteIdent(name)}`, newType)})::text = ANY ($1::text[])`,
      [others.map((one) => one.old)],
    );
    for (const row of rows)
      for (const [nth, one] of names.entries()) found[nth]?.push(row[one] ?? '');
  }
  return found;
}
