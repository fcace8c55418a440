import type { QualifiedName } from '../postgres/quote.ts';
import type { Step } from './step.ts';

/** A table as a repair wrote it: ONLY, unless it is partitioned. */
export interface JournalledTable {
  readonly table: QualifiedName;
  readonly partitioned: boolean;
}

/** One thing that a plan does besides its conversions, as `undo` has to know it: plain data in the journal. */
export type UndoPart =
  /** A unique or primary key was added, for these foreign keys to stand on. */
  | {
      readonly kind: 'key';
      readonly table: QualifiedName;
      readonly name: string;
      readonly foreignKeys: readonly { readonly table: QualifiedName; readonly name: string }[];
    }
  /** Rows were put right for this foreign key. `notValid`: it was there before, NOT VALID. */
  | {
      readonly kind: 'foreign-key';
      readonly table: QualifiedName;
      readonly name: string;
      readonly notValid: boolean;
    }
  /** Rows were put right for a foreign key that names suggest: one that is laid since stands on the repair. */
  | {
      readonly kind: 'suggested-key';
      readonly table: QualifiedName;
      readonly columns: readonly string[];
      readonly referenced: QualifiedName;
    }
  /** A foreign key was put off; whoever has laid it since. */
  | { readonly kind: 'put-off'; readonly table: QualifiedName; readonly name: string }
  /** Values became NULL and stand in kept_values, each with the key of its row. */
  | (JournalledTable & {
      readonly kind: 'values';
      /** As in Conversion.number. */
      readonly number: number;
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rowKey: readonly string[];
    })
  /** Whole rows stand in kept_rows. */
  | {
      readonly kind: 'rows';
      readonly number: number;
      readonly tables: readonly JournalledTable[];
    }
  /** Steps that were known when the plan was made: run as they stand. */
  | {
      readonly kind: 'steps';
      readonly steps: readonly Step[];
      /** What will have been done, one sentence. */
      readonly outcome: string;
    };
