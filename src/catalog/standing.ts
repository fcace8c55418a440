import type { QualifiedName } from '../postgres/quote.ts';

/** A trigger of PostgreSQL's own by which a foreign key is checked, and that does not fire. */
export interface SilentTrigger {
  /** OID of the foreign key's pg_constraint row; of a partition's copy, that of the copy. */
  readonly constraint: number;
  readonly table: QualifiedName;
  readonly name: string;
  /** `replica`: it fires for a replication worker only. */
  readonly state: 'disabled' | 'replica';
}

/** A sequence that fills a column: serial or identity. */
export interface OwnedSequence extends QualifiedName {
  readonly oid: number;
  /** pg_class OID of the table, and the column's number. */
  readonly table: number;
  readonly column: number;
  /** `smallint`, `integer` or `bigint`. */
  readonly type: string;
  /** Decimal, since they may be larger than a JavaScript number tells apart. */
  readonly increment: string;
  readonly maximum: string;
  readonly cycle: boolean;
  /** The column takes its numbers from it: an identity, or a default that names it. */
  readonly draws: boolean;
}

/** An enum type on which nothing in the database stands. */
export interface UnusedType {
  readonly oid: number;
  readonly owner: string;
  readonly owned: boolean;
  readonly comment: string | null;
  /** Somebody granted or revoked something on it. */
  readonly granted: boolean;
}

/** What stands in a database without any statement, beside its schema: read where everything is looked at. */
export interface Standing {
  readonly silentTriggers: readonly SilentTrigger[];
  readonly sequences: readonly OwnedSequence[];
  readonly unusedTypes: readonly UnusedType[];
  /** OIDs of indexes that are being built at this moment: they are not valid yet, and nothing is wrong. */
  readonly building: ReadonlySet<number>;
  /** OIDs of tables that have no page, so no row; null where that could not be looked at. */
  readonly empty: ReadonlySet<number> | null;
}

/** Nothing is known beyond the catalog. */
export const nothingStanding: Standing = {
  silentTriggers: [],
  sequences: [],
  unusedTypes: [],
  building: new Set(),
  empty: null,
};
