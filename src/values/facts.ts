import type { ExplainedKind, FaultKind } from '../diagnose/fault.ts';
import type { StandingKind } from '../diagnose/standing-fault.ts';
import type { ProbeAnswer } from './answer-probe.ts';
import type { CountedTable } from './count-tables.ts';
import type { KeyFacts } from './find-duplicates.ts';
import type { FoundMove } from './find-moves.ts';
import type { NarrowReferenceFacts } from './find-narrow-reference.ts';
import type { OrphansFacts } from './find-orphans.ts';
import type { SequenceFacts } from './find-sequence-state.ts';
import type { FoundColumn } from './found-column.ts';
import type { KeyInSql } from './orphan-sql.ts';

/** What was found about columns that are to get another type, in the order of the fault's changes. */
export interface TypeChangeFacts {
  readonly columns: readonly FoundColumn[];
  /** The same with a new key for every value that is none of the new type; null where keys may not become new ones. */
  readonly rekeyed: readonly FoundColumn[] | null;
  /** Of `rekeyed`, the highest number of a column that the statement makes an identity column; null for others. */
  readonly highest: readonly (string | null)[];
  /** Other tables that the column's foreign key could lead to; with a `--map` only the one that it names. */
  readonly moves: readonly FoundMove[];
  /** Why the values could not be looked at one by one: the server's words; null where they could. */
  readonly failed: string | null;
}

/** What was counted for a fault that is explained. */
export interface ExplainedFacts {
  readonly tables: readonly CountedTable[];
  /** null: the fault asks nothing of the values. */
  readonly probe: ProbeAnswer | null;
}

/** What was found about a fault that stands in the database without a statement. */
export interface StandingFacts extends Record<StandingKind, unknown> {
  /** Defaults that would be set and are no key. */
  readonly 'set-null-on-not-null': {
    readonly missing: readonly { readonly column: string; readonly value: string }[];
  };
  readonly 'duplicate-foreign-key': null;
  /** `sql` is null where a side of the key cannot be read. */
  readonly 'key-not-enforced': { readonly orphans: OrphansFacts; readonly sql: KeyInSql | null };
  readonly 'not-validated': null;
  /** Rows of the table and distinct keys that repeat; null: not counted. */
  readonly 'invalid-index': {
    readonly rows: number | null;
    readonly keys: number | null;
    readonly samples: readonly { readonly value: string; readonly rows: number }[];
  };
  readonly 'leftover-type': null;
  readonly 'sequence-behind': SequenceFacts;
  readonly 'narrow-sequence': SequenceFacts;
}

/** What was found in the database about a fault of each kind, beyond the catalog. */
export interface FactsByKind
  extends Record<Exclude<FaultKind, ExplainedKind | StandingKind>, unknown>,
    StandingFacts,
    Record<ExplainedKind, ExplainedFacts> {
  /** One for each incompatible column that is stored; none for columns that the held statement declares itself. */
  readonly 'incompatible-types': { readonly columns: readonly FoundColumn[] };
  readonly 'already-exists': null;
  readonly 'pending-trigger-events': null;
  readonly 'later-table': null;
  readonly 'put-off-key': null;
  readonly 'no-unique-key': KeyFacts;
  readonly orphans: OrphansFacts;
  readonly 'narrow-reference': NarrowReferenceFacts;
  readonly 'blocked-type-change': TypeChangeFacts;
  readonly 'type-change-fails': TypeChangeFacts;
}
