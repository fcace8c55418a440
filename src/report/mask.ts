import type { Conversion, Plan } from '../plan/plan.ts';

/** A value of the user's data, recognisable but not readable: letters and digits after the second become `*`. */
export function masked(value: string): string {
  const characters = [...value];
  const shown = characters.length > 4 ? 2 : 0;
  return characters
    .map((character, at) => (at >= shown && /[\p{L}\p{N}]/u.test(character) ? '*' : character))
    .join('');
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
