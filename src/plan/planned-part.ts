import type { QualifiedName } from '../postgres/quote.ts';
import type { Conversion, Decision, Remedy } from './plan.ts';
import type { Step } from './step.ts';
import type { UndoPart } from './undo-part.ts';

/** What a table has to hold when the plan is carried out; read by the proof. */
export interface PlannedTable {
  readonly table: QualifiedName;
  /** Columns whose values change: an expression over the row `t` for what each must become, evaluated before the first change. */
  readonly becomes: Readonly<Record<string, string>>;
  /** Columns that cannot be said beforehand, and are left out of the checksum. */
  readonly unsaid: readonly string[];
  /** A condition over `t`: rows that go. */
  readonly goes: string | null;
  /** Columns of which single values become NULL: a condition over `t` for each, on top of what the column becomes. */
  readonly nulled?: Readonly<Record<string, string>>;
}

/** A few values of the user's data that show what is wrong; masked where the output is no terminal. */
export interface Sample {
  /** What they are values of: `orders.customer_id`. */
  readonly of: string;
  readonly value: string;
  readonly rows: number;
}

/** The held statement in other words. */
export interface Amendment {
  readonly sql: string;
  /** One line for each place: `userId: uuid → integer`. */
  readonly changes: readonly string[];
  /** Why, where it is not that what it declares is not stored yet. */
  readonly reason?: string;
}

/** A foreign key that leads to another key afterwards, under the same name. */
export interface MovedForeignKey {
  readonly table: QualifiedName;
  readonly name: string;
  /** The tables that it referenced and will reference. */
  readonly from: QualifiedName;
  readonly to: QualifiedName;
  /** Statements that lay it as it was, and as it will be. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What one finding adds to the plan. */
export interface PlannedPart {
  /** The ways to mend it; at most one is recommended. */
  readonly remedies: readonly Remedy[];
  /** The kind of the remedy that is carried out; null while only the user can say, or where there is none. */
  readonly chosen: string | null;
  readonly decisions: readonly Decision[];
  /** Why it cannot, or must not, be repaired: one sentence each. */
  readonly refusals: readonly string[];
  /** What the user has to know besides, one paragraph each: cause, both sides, what a careful person would do. */
  readonly explanation: readonly string[];
  readonly conversions: readonly Conversion[];
  /** Steps besides the conversions, before the statement is sent again. */
  readonly before: readonly Step[];
  /** Steps after the statement was sent again, in the same transaction. */
  readonly after: readonly Step[];
  readonly tables: readonly PlannedTable[];
  /** The statement is answered with this tag instead of being sent again. */
  readonly answer: string | null;
  readonly amended: Amendment | null;
  readonly samples?: readonly Sample[];
  /** What was counted, besides the conversions, one short sentence each. */
  readonly counts?: readonly string[];
  /** What undo needs besides the conversions, in the order in which it was done. */
  readonly undo?: readonly UndoPart[];
  /** Foreign keys that the conversions let lead elsewhere. */
  readonly moved?: readonly MovedForeignKey[];
  /** Numbers from the context's on that the part's own journal rows take; see Conversion.number. */
  readonly numbers?: number;
  /** What will have been done, besides the conversions, one sentence each. */
  readonly outcome?: readonly string[];
}

/** A part that adds nothing; planners spread over it. */
export const emptyPart: PlannedPart = {
  remedies: [],
  chosen: null,
  decisions: [],
  refusals: [],
  explanation: [],
  conversions: [],
  before: [],
  after: [],
  tables: [],
  answer: null,
  amended: null,
};
