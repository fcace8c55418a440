import type { Fault, FaultKind } from '../diagnose/fault.ts';
import type { FactsByKind } from '../values/facts.ts';

/** A fault with what was found about its values. */
export type Finding = {
  [K in FaultKind]: {
    readonly kind: K;
    readonly fault: Extract<Fault, { kind: K }>;
    readonly facts: FactsByKind[K];
    /** Inferred: part of the plan only when asked for. */
    readonly optional: boolean;
  };
}[FaultKind];

export type FindingOf<K extends FaultKind> = Extract<Finding, { kind: K }>;
