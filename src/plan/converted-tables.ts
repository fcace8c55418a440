import { quoteIdent } from '../postgres/quote.ts';
import { keyExpression } from '../values/value-key.ts';
import { isIn, tablesOf } from './conversion-steps.ts';
import type { Conversion } from './plan.ts';
import type { PlannedTable } from './planned-part.ts';
import { convertFunction, mappingTable } from './steps/work-names.ts';

/** What the tables of a plan's conversions have to hold afterwards. */
export function convertedTables(
  conversions: readonly Conversion[],
  journalSchema: string,
): PlannedTable[] {
  return tablesOf(conversions).map((table) => {
    const own = conversions.filter((one) => isIn(one, table));
    const going = own.flatMap((one) => goingSql(one, journalSchema) ?? []);
    return {
      table,
      becomes: Object.fromEntries(
        own
          .filter((one) => one.undoes === undefined)
          .map((one) => [one.mapped.column, becomesSql(one, journalSchema)]),
      ),
      unsaid: own.filter((one) => one.undoes !== undefined).map((one) => one.mapped.column),
      goes: going.length === 0 ? null : going.join(' OR '),
    };
  });
}

function becomesSql(conversion: Conversion, journalSchema: string): string {
  const { mapped, weighed } = conversion;
  if (weighed.mapping.kind === 'null') return `NULL::${mapped.newType}`;
  const key = keyExpression(`t.${quoteIdent(mapped.column)}`, mapped.type);
  return `${convertFunction(journalSchema, conversion)}(${key})`;
}

function goingSql(conversion: Conversion, journalSchema: string): string | null {
  const { mapped, weighed, unmatched } = conversion;
  const missing = weighed.evidence.unmatched + weighed.evidence.ambiguous;
  if (missing === 0 || (unmatched !== 'set-aside' && unmatched !== 'discard')) return null;
  const key = keyExpression(`t.${quoteIdent(mapped.column)}`, mapped.type);
  return `EXISTS (SELECT FROM ${mappingTable(journalSchema, conversion)} AS m WHERE m.old = ${key} AND m.targets <> 1)`;
}
