import type { Plan } from '../../plan/plan.ts';
import { rowKeySql } from '../../plan/steps/row-key-sql.ts';
import { quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import { eachRowOnce, keyNames, pairAlias, pairJoins, work } from './live-sql.ts';

/** What becomes of a row or value that matches nothing. */
export type Fate = 'keep' | 'null' | 'set-aside' | 'discard' | 'ask';

/**
 * Statements that write down the rows and values that match nothing, of the rows `t` that `from` and `where` say.
 * Values without a pair are written down with the row's own turn in the log.
 *
 * @param only numbers of the conversions that have such values, where that is known.
 */
export function keepLeftSql(
  design: LiveDesign,
  table: LiveTable,
  plan: Plan,
  from: string,
  where: string,
  only?: ReadonlySet<number>,
): string[] {
  const joins = pairJoins(design, table, (name) => `t.${quoteIdent(name)}`);
  return table.values.flatMap((value) => {
    const conversion = plan.conversions.find((one) => one.number === value.conversion);
    if (value.how !== 'pairs' || conversion === undefined) return [];
    if (only?.has(value.conversion) === false) return [];
    const fate: Fate =
      value.unmatched === 'ask'
        ? 'ask'
        : conversion.unmatched === 'fail'
          ? 'ask'
          : conversion.unmatched;
    const column = `t.${quoteIdent(value.column)}`;
    const keys = table.key.map(({ name }) => `t.${quoteIdent(name)}`).join(', ');
    const whole = fate === 'set-aside' || fate === 'ask';
    return [
      `INSERT INTO ${work(design, table.left)} (${keyNames(table).join(', ')}, conversion, fate, row_key, value, content, record) ` +
        `${eachRowOnce()} ${keys}, ${value.conversion}, ${quoteLiteral(fate)}, ${rowKeySql({ rowKey: table.rowKey }, 't.')}, ${column}::text, ` +
        `${whole ? 'pg_catalog.to_jsonb(t.*), (t.*)::text' : 'NULL, NULL'} FROM ${from}${joins} ` +
        `WHERE ${where} AND ${column} IS NOT NULL AND ${pairAlias(value)}.targets <> 1`,
    ];
  });
}
