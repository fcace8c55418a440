import type { Fault } from '../diagnose/fault.ts';
import type { ConvertedDefault } from '../values/convert-default.ts';
import type { FoundMappings } from '../values/find-mappings.ts';

/** A fault with what was found about its values. */
export interface Finding {
  readonly fault: Fault;
  /** One for each incompatible column that is stored; empty for columns that the held statement declares itself. */
  readonly columns: readonly FoundColumn[];
  /** Inferred: part of the plan only when asked for. */
  readonly optional: boolean;
}

export interface FoundColumn extends FoundMappings {
  readonly notNull: boolean;
  readonly bytes: number;
  readonly primaryKey: readonly string[] | null;
  /** Every stored column of the table. */
  readonly columns: readonly string[];
  /** Converted with the best mapping. */
  readonly default: ConvertedDefault | null;
  /** The mapping was named by the user. */
  readonly given: boolean;
}
