import type { Fault } from '../diagnose/fault.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { WeighedMapping } from '../values/evidence.ts';
import type { Step } from './step.ts';

export type Unmatched = 'keep' | 'null' | 'set-aside' | 'discard' | 'fail';

/** One way to mend a fault. Exactly one of a fault's remedies is recommended. */
export interface Remedy {
  /** Kebab-case, used by --choose, e.g. `retype-referencing`. */
  readonly kind: string;
  readonly title: string;
  readonly recommended: boolean;
  /** Why it is, or is not, recommended: one sentence with the counts. */
  readonly reason: string;
}

/** A question that only the user can answer, with the very flags that would answer it. */
export interface Decision {
  readonly fault: string;
  readonly question: string;
  readonly options: readonly { readonly flag: string; readonly effect: string }[];
}

/** What happens to the values of one column. */
export interface Conversion {
  readonly table: QualifiedName;
  readonly column: string;
  readonly oldType: string;
  readonly newType: string;
  readonly weighed: WeighedMapping;
  readonly unmatched: Unmatched;
  readonly bytes: number;
}

export interface PlannedFault {
  readonly fault: Fault;
  readonly remedies: readonly Remedy[];
  /** Kind of the chosen remedy; null while a decision is open or when the fault can only be explained. */
  readonly chosen: string | null;
  /** Part of the plan only when asked for (`--all`, or a yes): an inferred fault that the statement does not need. */
  readonly optional: boolean;
  readonly conversions: readonly Conversion[];
}

/**
 * Faults, chosen remedies and steps: plain JSON, printed, exported and executed as it stands.
 * With `decisions` or `refusals` it cannot run.
 */
export interface Plan {
  readonly format: 1;
  readonly database: string;
  readonly serverVersion: number;
  readonly faults: readonly PlannedFault[];
  readonly steps: readonly Step[];
  readonly decisions: readonly Decision[];
  /** Why it cannot be done, by name: one sentence each. */
  readonly refusals: readonly string[];
  /** The held statement as it will be sent again, where it had to be amended; null otherwise. */
  readonly amended: { readonly sql: string; readonly changes: readonly string[] } | null;
}
