import type { Conversion, Plan } from '../plan/plan.ts';

/**
 * A value of the user's data, recognisable but not readable: letters and digits after the second become `*`.
 * Of the values of several columns, joined by `, `, a NULL is no value and stays.
 */
export function masked(value: string): string {
  const shown = [...value].length > 4 ? 2 : 0;
  let at = 0;
  return value.replace(/(?<=^|, )NULL(?=, )|(?<=, )NULL$|./gsu, (piece) => {
    const place = at;
    at += [...piece].length;
    if (piece === 'NULL') return piece;
    return place >= shown && /[\p{L}\p{N}]/u.test(piece) ? '*' : piece;
  });
}

/** The same plan with the samples of values masked; for output that is not a terminal. */
export function maskedPlan(plan: Plan): Plan {
  return {
    ...plan,
    conversions: plan.conversions.map(maskedConversion),
    faults: plan.faults.map((planned) => ({
      ...planned,
      conversions: planned.conversions.map(maskedConversion),
      ...(planned.samples === undefined
        ? {}
        : { samples: planned.samples.map((one) => ({ ...one, value: masked(one.value) })) }),
    })),
  };
}

function maskedConversion(conversion: Conversion): Conversion {
  const { weighed } = conversion;
  const samples = weighed.evidence.samples.map(({ value, becomes }) => ({
    value: masked(value),
    becomes: becomes === null ? null : masked(becomes),
  }));
  return { ...conversion, weighed: { ...weighed, evidence: { ...weighed.evidence, samples } } };
}
