import type { CopiedIndex, TableCopy } from '../../catalog/copy/table-copy.ts';
import type { Dependent } from '../../catalog/dependent.ts';
import type { PlannedChange } from '../../plan/step.ts';
import type { QualifiedName } from '../../postgres/quote.ts';
import type { OwnedSequence } from '../../values/owned-sequence.ts';

/** How one converted column gets its new value, for as long as a live execution runs. */
export type LiveValue = {
  /** As in Conversion.number. */
  readonly conversion: number;
  readonly column: string;
} & (
  | {
      readonly how: 'pairs';
      /** Work table: `old`, `new`, `targets`. */
      readonly pairs: string;
      /** Work table of values whose pair may be another one now; null where nothing is looked up, and for numbered keys. */
      readonly changed: string | null;
      /** The row of a value without a match: NULL in its place, the row left out, or a question. */
      readonly unmatched: 'null' | 'leave-out' | 'ask';
      /** An index may look the value up as it is. */
      readonly native: boolean;
      /** No value is found twice. */
      readonly unique: boolean;
      /** Work table of the numbers that keys get: `value`, `new`. Without one they are not numbered. */
      readonly numbers?: string | null;
    }
  /** Every value there can be has a new one, computed by itself: an expression with `$$` for the value. */
  | {
      readonly how: 'expression';
      readonly expression: string;
      /** The way back, an expression with `$$` for the value of today; null where its pairs have to be written down. */
      readonly back: string | null;
    }
);

/** One whose new values are written down. */
export type PairedValue = Extract<LiveValue, { how: 'pairs' }>;

/** One physical table: the table itself, or the partitioned table and each of its partitions. */
export interface LiveMember {
  readonly copy: TableCopy;
  /** Names in the journal's schema: of the copy, and of the old table after the cut-over. */
  readonly shadow: string;
  readonly old: string;
  readonly indexes: readonly LiveIndex[];
  /** The name that a statistics object has meanwhile, by its place in `copy.statistics`. */
  readonly statistics: readonly string[];
}

export interface LiveIndex {
  readonly copy: CopiedIndex;
  /** Its name on the copy until the cut-over, and on the old table from then on. */
  readonly shadow: string;
  readonly old: string;
  /** Its definition over the new types, as in `copy.rest`, and that of its constraint. */
  readonly rest: string;
  readonly constraint: string | null;
}

/** One table that is rewritten, with its partitions. */
export interface LiveTable {
  readonly number: number;
  readonly table: QualifiedName;
  readonly partitioned: boolean;
  /** The table first. */
  readonly members: readonly LiveMember[];
  /** Columns by which a kept value's row is found again, as in Conversion.rowKey. */
  readonly rowKey: readonly string[];
  /** The columns by which a row is found again, with their types of before; of a domain, what it is over. */
  readonly key: readonly {
    readonly name: string;
    readonly type: string;
    readonly newType: string;
  }[];
  /** Columns that hold values of their own, with their types of before and after. */
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly newType: string;
  }[];
  readonly values: readonly LiveValue[];
  /** Work tables in the journal's schema: keys of changed rows, and rows or values that match nothing. */
  readonly log: string;
  readonly left: string;
  /** Keys of rows that changed behind the cut-over. */
  readonly since: string;
  readonly capture: string;
  /** What fills columns: sequences that the table owns. */
  readonly sequences: readonly LiveSequence[];
  /** Columns that become identity columns, which count on behind the numbers that were given. */
  readonly identities?: readonly LiveIdentity[];
  /** Columns that hold keys to which references lead that get numbers. */
  readonly keys?: readonly LiveKey[];
}

/** A column that holds keys: a reference to none of them gets no number. */
export interface LiveKey {
  readonly column: string;
  readonly type: string;
  /** Work table that gets its values as they come and go; see LiveValue.changed. */
  readonly changed: string;
  /** An index finds a value: that one goes is captured. Without, what stood there once counts as a key. */
  readonly indexed: boolean;
}

/** An identity that a column gets at the cut-over. */
export interface LiveIdentity {
  readonly column: string;
  readonly sequence: QualifiedName;
  /** The name of its sequence once the table stands aside on the way back. */
  readonly shadow: string;
}

/** A sequence that a column owns. `serial` ones stay and get another owner; an identity's is made again. */
export interface LiveSequence {
  readonly column: string;
  readonly sequence: OwnedSequence;
  /** Its name in the journal's schema, on the copy and on the old table. */
  readonly shadow: string;
  readonly old: string;
  /** The column keeps one; false where the new type can have none. */
  readonly stays: boolean;
}

/** A table whose rows a mapping looks up: a change of it may change what values become. */
export interface LiveLookup {
  readonly table: QualifiedName;
  readonly partitioned: boolean;
  readonly conversion: number;
  /** Work table that gets the values; see LiveValue.changed. */
  readonly changed: string;
  /** The column that is written down: the value itself, or the natural key by which a bridge leads to it. */
  readonly column: string;
  readonly natural: boolean;
  /** A change of these columns matters; that of `column` is among them. */
  readonly relevant: readonly { readonly name: string; readonly type: string }[];
  readonly capture: string;
}

/** A foreign key in or out of the tables. */
export interface LiveForeignKey {
  readonly table: QualifiedName;
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
  /** It is checked over all rows behind the cut-over, as it was before. */
  readonly validated: boolean;
  /** The partitions with rows, where the server lays no NOT VALID key on the partitioned table (before 18). */
  readonly leaves: readonly QualifiedName[] | null;
}

/** All that a live execution is made of, as plain data in the journal. */
export interface LiveDesign {
  readonly format: 1;
  readonly id: number;
  readonly journalSchema: string;
  readonly tables: readonly LiveTable[];
  readonly lookups: readonly LiveLookup[];
  /** Tables that are locked at the cut-over besides: the other ends of foreign keys, and those looked up. */
  readonly neighbours: readonly QualifiedName[];
  readonly dependents: readonly Dependent[];
  readonly foreignKeys: readonly LiveForeignKey[];
  /** Of a way back: foreign keys laid over the mend, which the types of before do not allow. */
  readonly dropped?: readonly LiveForeignKey[];
  /** Column and table names whose fingerprint the plan changes: what the server writes casts into, included. */
  readonly changes: readonly PlannedChange[];
}
