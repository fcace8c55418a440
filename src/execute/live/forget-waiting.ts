import type { Plan } from '../../plan/plan.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { keyExpression } from '../../values/value-key.ts';
import { backName, isComputedBack, typeOf } from './back-sql.ts';
import { conversionOf } from './conversion-of.ts';
import type { LiveDesign, LiveTable, LiveValue } from './live-design.ts';
import { keyNames, tableSql, work } from './live-sql.ts';

/**
 * Values that an earlier undo has looked up and that only rows have which still wait are looked up again: what they led
 * to may have been put right since, so that rows do not collide any more.
 *
 * @param session inside a transaction.
 */
export async function forgetWaiting(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  table: LiveTable,
  value: LiveValue,
): Promise<void> {
  const { kind } = conversionOf(plan, value).weighed.mapping;
  if (isComputedBack(value) || value.how !== 'pairs' || kind === 'null' || kind === 'convert')
    return;
  const { newType } = typeOf(table, value);
  const ofRow = (alias: string) => keyExpression(`${alias}.${quoteIdent(value.column)}`, newType);
  const names = keyNames(table);
  const waits = (alias: string) =>
    `EXISTS (SELECT FROM ${work(design, table.since)} AS k WHERE ${table.key.map(({ name }, at) => `k.${names[at]} = ${alias}.${quoteIdent(name)}`).join(' AND ')})`;
  await session.query(
    `DELETE FROM ${work(design, backName(design, value))} AS b USING ${tableSql(table)} AS t ` +
      `WHERE b.old = ${ofRow('t')} AND ${waits('t')} AND NOT b.made ` +
      `AND NOT EXISTS (SELECT FROM ${work(design, value.pairs)} AS p WHERE p.targets = 1 AND ${keyExpression('p.new', newType)} = b.old) ` +
      `AND NOT EXISTS (SELECT FROM ${tableSql(table)} AS o WHERE ${ofRow('o')} = b.old AND NOT ${waits('o')})`,
  );
}
