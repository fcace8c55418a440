import type { Fault } from '../diagnose/fault.ts';
import type { Decision, Remedy } from './plan.ts';
import type { PlanOptions } from './plan-options.ts';

/** Of several ways the one that `--choose` names, for this fault or for its kind; null where none of them is named. */
export function chosenRemedy(
  fault: Pick<Fault, 'id' | 'kind'>,
  remedies: readonly Remedy[],
  { chosen }: PlanOptions,
): Remedy | null {
  const named = chosen[fault.id] ?? chosen[fault.kind];
  return remedies.find((one) => one.kind === named) ?? null;
}

/** The question which of them it is to be, with the flag for each. */
export function remedyDecision(
  fault: Pick<Fault, 'id' | 'kind'>,
  question: string,
  remedies: readonly Remedy[],
): Decision {
  return {
    fault: fault.id,
    question,
    options: remedies.map(({ kind, title }) => ({
      flag: `--choose '${fault.id}=${kind}'`,
      effect: title,
    })),
  };
}
