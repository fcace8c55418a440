import type { Unmatched } from './plan.ts';

/** What the user has decided beforehand. */
export interface PlanOptions {
  readonly journalSchema: string;
  /** null: not said, which means `keep` where that needs no decision. */
  readonly unmatched: Unmatched | null;
  /** `--choose`: fault kind or fault id → remedy. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Inferred faults are part of the plan. */
  readonly all: boolean;
}
