import type { ConvertedDefault } from './convert-default.ts';
import type { FoundMappings } from './find-mappings.ts';

/** A column that may be converted, with its mappings and what a conversion has to know of its table. */
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
