import type { Conversion, Plan } from '../plan/plan.ts';

/** Every conversion of the whole plan stood in what was shown, with the same evidence. */
export function saysTheSame(shown: Plan, whole: Plan): boolean {
  const known = shown.faults.flatMap((one) => one.conversions).map(evidenceOf);
  return whole.conversions.every((one) => known.includes(evidenceOf(one)));
}

function evidenceOf({ mapped, weighed }: Conversion): string {
  return JSON.stringify([
    mapped.table,
    mapped.column,
    mapped.newType,
    weighed.mapping,
    weighed.digest,
  ]);
}
