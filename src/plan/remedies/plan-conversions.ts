import type { FoundColumn } from '../../values/found-column.ts';
import { decideConversion } from '../decide-conversion.ts';
import type { Conversion, Decision } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';

export interface PlannedConversions {
  readonly decisions: readonly Decision[];
  readonly refusals: readonly string[];
  readonly conversions: readonly Conversion[];
}

/** The conversions of columns that no earlier finding of the plan converts, each decided by its evidence. */
export function planConversions(
  fault: string,
  columns: readonly FoundColumn[],
  context: PlanContext,
): PlannedConversions {
  const decisions: Decision[] = [];
  const refusals: string[] = [];
  const conversions: Conversion[] = [];
  for (const found of columns) {
    const [weighed] = found.weighed;
    if (weighed === undefined || context.isConverted(found.mapped)) continue;
    const verdict = decideConversion(fault, found, context.options);
    if (verdict.kind === 'decide') decisions.push(verdict.decision);
    if (verdict.kind === 'refuse') refusals.push(verdict.reason);
    conversions.push({
      number: context.nextNumber + conversions.length,
      mapped: found.mapped,
      weighed,
      unmatched: verdict.kind === 'convert' ? verdict.unmatched : 'keep',
      notNull: found.notNull,
      default: found.default,
      generator: found.generator,
      fresh: found.fresh,
      rowKey: found.primaryKey ?? found.columns,
      storedColumns: found.columns,
      bytes: found.bytes,
    });
  }
  return { decisions, refusals, conversions };
}
