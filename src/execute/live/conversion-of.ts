import type { Conversion, Plan } from '../../plan/plan.ts';
import type { LiveValue } from './live-design.ts';

/** The conversion of the plan that a value is of. */
export function conversionOf(plan: Plan, value: LiveValue): Conversion {
  const found = plan.conversions.find((one) => one.number === value.conversion);
  if (found === undefined) throw new TypeError('a value of no conversion');
  return found;
}
