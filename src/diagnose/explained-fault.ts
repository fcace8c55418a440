import type { QualifiedName } from '../postgres/quote.ts';
import type { FaultBase } from './fault.ts';
import type { Probe } from './probe.ts';

/** Kinds that are told with all that the catalog knows, and not repaired. */
export type ExplainedKind =
  | 'missing-rights'
  | 'wrong-target'
  | 'persistence-mix'
  | 'missing-relation'
  | 'missing-column'
  | 'column-count'
  | 'second-primary-key'
  | 'truncate-referenced'
  | 'data-step'
  | 'array-column'
  | 'inheritance-parent'
  | 'default-type'
  | 'identity-type'
  | 'missing-constraint'
  | 'not-null-on-rows'
  | 'dependent-objects'
  | 'case-twins';

/** A key that a statement would drop, and that foreign keys stand on. */
export interface DroppedKey {
  /** pg_class OIDs of its table and of the index behind it. */
  readonly table: number;
  readonly index: number;
  /** Keys that the same string lays on the table. */
  readonly laid: readonly {
    readonly name: string | null;
    readonly primary: boolean;
    readonly columns: readonly string[];
  }[];
  /** The string without the drop; empty when nothing else stands in it. */
  readonly rest: string;
  /** The same without the laid key over the same columns, where there is one. */
  readonly restWithoutLaid: string;
  /** The CommandComplete tag of the drop. */
  readonly commandTag: string;
}

/** Something that a person has to mend: the words are made where it is recognised. */
export interface ExplainedFault<K extends ExplainedKind> extends FaultBase {
  readonly kind: K;
  /** What is wrong, in one line, with both sides. */
  readonly headline: string;
  /** Why it is not repaired: one sentence. */
  readonly refusal: string;
  /** The cause, and what a careful person does: paragraphs. */
  readonly explanation: readonly string[];
  /** What a person does about it where no statement fails at it, one line. */
  readonly advice?: string;
  /** What the values have to confirm where no statement says it. */
  readonly probe?: Probe;
  /** What a statement wants of a constraint that is not there. */
  readonly action?: 'drop' | 'rename' | 'validate';
  /** The key that it is about, where something can be done about it. */
  readonly droppedKey?: DroppedKey;
  /** OIDs of a table that is to be dropped, and of tables that look like its copies. */
  readonly droppedTable?: { readonly table: number; readonly heirs: readonly number[] };
  /** Tables whose rows, and the duplicates of whose columns, are counted for the explanation. */
  readonly questions: readonly {
    readonly table: QualifiedName;
    readonly duplicatesOf: readonly string[] | null;
    /** Without the rows of the tables that inherit from it. */
    readonly only?: boolean;
    /** How many of its rows another table has not, by the columns that both have. */
    readonly missingFrom?: { readonly table: QualifiedName; readonly columns: readonly string[] };
  }[];
}
