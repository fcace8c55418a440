import type { Mapping } from './mapping.ts';

/** Counted facts on the values of one referencing column under one mapping. Counts are rows. */
export interface Evidence {
  readonly rows: number;
  readonly nulls: number;
  /** Rows whose value maps to exactly one value that is in the referenced column. */
  readonly matched: number;
  /** Rows whose value maps to nothing. */
  readonly unmatched: number;
  /** Rows whose value maps to several. */
  readonly ambiguous: number;
  /** Distinct non-null values. */
  readonly distinct: number;
  /** A few values, each with what it becomes (null: nothing), as text. */
  readonly samples: readonly { readonly value: string; readonly becomes: string | null }[];
}

/** A mapping with what it explains. */
export interface WeighedMapping {
  readonly mapping: Mapping;
  readonly evidence: Evidence;
  /** Over all pairs and the unmatched rows: what was approved must be what is found under lock. */
  readonly digest: string;
  /** Why only the user can say that this mapping is meant, though it fits; null where the values prove it. */
  readonly doubt: string | null;
}
