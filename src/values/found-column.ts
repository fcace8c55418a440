import type { ConvertedDefault } from './convert-default.ts';
import type { FoundMappings } from './find-mappings.ts';
import type { FreshKeys } from './fresh-keys.ts';
import type { GeneratorChange } from './generator-change.ts';

/** A column that may be converted, with its mappings and what a conversion has to know of its table. */
export interface FoundColumn extends FoundMappings {
  readonly notNull: boolean;
  readonly bytes: number;
  readonly primaryKey: readonly string[] | null;
  /** Every stored column of the table. */
  readonly columns: readonly string[];
  /** Converted with the best mapping. */
  readonly default: ConvertedDefault | null;
  readonly generator: GeneratorChange | null;
  /** Keys are made anew where the values say nothing. */
  readonly fresh: FreshKeys | null;
  /** The mapping was named by the user. */
  readonly given: boolean;
}

/** Every value goes over. */
export function isWhole({ weighed: [best] }: FoundColumn): boolean {
  return best !== undefined && best.evidence.unmatched + best.evidence.ambiguous === 0;
}
