import type { Dependent } from '../catalog/dependent.ts';
import type { Fault } from '../diagnose/fault.ts';
import type { ConvertedDefault } from '../values/convert-default.ts';
import type { WeighedMapping } from '../values/evidence.ts';
import type { FreshKeys } from '../values/fresh-keys.ts';
import type { GeneratorChange } from '../values/generator-change.ts';
import type { MappedColumn } from '../values/mapped-column.ts';
import type { Amendment, PlannedTable, Sample } from './planned-part.ts';
import type { Hazard, Step } from './step.ts';
import type { UndoPart } from './undo-part.ts';

export type Unmatched = 'keep' | 'null' | 'set-aside' | 'discard' | 'fail';

/** One way to mend a fault. Exactly one of a fault's remedies is recommended. */
export interface Remedy {
  /** Kebab-case, used by --choose, e.g. `retype-referencing`. */
  readonly kind: string;
  readonly title: string;
  readonly recommended: boolean;
  /** Why it is, or is not, recommended: one sentence with the counts. */
  readonly reason: string;
}

/** A question that only the user can answer, with the very flags that would answer it. */
export interface Decision {
  readonly fault: string;
  readonly question: string;
  /** Each flag can be given as it stands. */
  readonly options: readonly { readonly flag: string; readonly effect: string }[];
  /** A further way, of which only the user knows the names: one sentence. */
  readonly hint?: string;
}

/** A repair's number in the journal, or an SQL expression for it where a script is written before the repair is made. */
export type RepairReference = number | string;

/** What happens to the values of one column. */
export interface Conversion {
  /** 1, 2, 3 … within the plan: names the work tables and the journal's rows. */
  readonly number: number;
  readonly mapped: MappedColumn;
  readonly weighed: WeighedMapping;
  readonly unmatched: Unmatched;
  /** The column is NOT NULL. */
  readonly notNull: boolean;
  /** Columns by which a row is found again: its primary key, or all columns but those that the plan converts. */
  readonly rowKey: readonly string[];
  /** Every column of the table that holds values of its own. */
  readonly storedColumns: readonly string[];
  readonly default: ConvertedDefault | null;
  /** What fills the column besides a default, where that changes too. */
  readonly generator?: GeneratorChange | null;
  /** Keys of the column are made anew; so does an undo with those that came since. */
  readonly fresh?: FreshKeys | null;
  /** The collation that the column had, ready for SQL, where it was not that of its type: an undo gives it back. */
  readonly collation?: string;
  /** What was said of the column's storage, as actions of ALTER COLUMN: its new type may not take it. */
  readonly storage?: readonly string[];
  /** In an undo: the conversion that it takes back. */
  readonly undoes?: { readonly repair: RepairReference; readonly conversion: number };
  readonly bytes: number;
}

export interface PlannedFault {
  readonly fault: Fault;
  readonly remedies: readonly Remedy[];
  /** Kind of the chosen remedy; null while a decision is open or when the fault can only be explained. */
  readonly chosen: string | null;
  /** Part of the plan only when asked for (`--all`, or a yes): an inferred fault that the statement does not need. */
  readonly optional: boolean;
  readonly conversions: readonly Conversion[];
  readonly samples?: readonly Sample[];
  /** What was counted, besides the conversions, one short sentence each. */
  readonly counts?: readonly string[];
  /** What only the user can say about it. */
  readonly decisions?: readonly Decision[];
  /** Why it cannot be mended; where others can, it is left out of the plan. */
  readonly refusals?: readonly string[];
}

/** A fault that could not be looked at, so that nobody knows whether it is one. */
export interface Uncounted {
  readonly fault: Fault;
  /** One clause: `counting took longer than 10 s`. */
  readonly reason: string;
}

/**
 * Faults, chosen remedies and steps: plain JSON, printed, exported and executed as it stands.
 * With `decisions` or `refusals` it cannot run.
 */
export interface Plan {
  readonly format: 1;
  /** Schema of the journal, where work tables stand while the plan runs. */
  readonly journalSchema: string;
  readonly database: string;
  readonly serverVersion: number;
  /** To mend, or to take a mend back. */
  readonly purpose: 'mend' | 'undo';
  readonly faults: readonly PlannedFault[];
  /** What could not be looked at. */
  readonly uncounted?: readonly Uncounted[];
  /** The conversions that the steps carry out: those of the faults that are part of the plan. */
  readonly conversions: readonly Conversion[];
  /** What every table that the plan changes has to hold afterwards. */
  readonly tables: readonly PlannedTable[];
  readonly steps: readonly Step[];
  /** What the steps lift and lay back around changes of types, as it was before; for undo. */
  readonly lifted?: readonly Dependent[];
  /** Steps after the held statement was sent again, in the same transaction. */
  readonly after: readonly Step[];
  /** What the plan costs beyond its steps: locks held until a tool commits, files that still write the old type. */
  readonly hazards: readonly Hazard[];
  readonly decisions: readonly Decision[];
  /** Why it cannot be done, by name: one sentence each. */
  readonly refusals: readonly string[];
  /** What the user has to know besides, one paragraph each. */
  readonly explanation: readonly string[];
  /** The held statement as it will be sent again, where it had to be amended; null otherwise. */
  readonly amended: Amendment | null;
  /** The plan does what the held statement would do, or it is done already: the CommandComplete tag that answers it. */
  readonly answer: string | null;
  /** What undo needs besides the conversions, in the order in which it is done. */
  readonly undo?: readonly UndoPart[];
  /** What will have been done, besides the conversions, one sentence each. */
  readonly outcome?: readonly string[];
}
