import type { QualifiedName } from '../postgres/quote.ts';

/** Table-level lock modes. https://www.postgresql.org/docs/current/explicit-locking.html */
export type LockMode =
  | 'ACCESS SHARE'
  | 'ROW SHARE'
  | 'ROW EXCLUSIVE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE'
  | 'SHARE ROW EXCLUSIVE'
  | 'EXCLUSIVE'
  | 'ACCESS EXCLUSIVE';

export type HazardKind =
  | 'table-rewrite'
  | 'blocks-writes'
  | 'blocks-reads'
  | 'discards-values'
  | 'keeps-values'
  | 'moves-rows'
  | 'refreshes-views'
  | 'code-declares-other-type'
  | 'held-until-commit'
  | 'leaves-domain'
  | 'long-lock';

/** What a step may cost, in one sentence with the user's own names. */
export interface Hazard {
  readonly kind: HazardKind;
  readonly message: string;
}

/** A table that a step locks. */
export interface StepLock {
  readonly table: QualifiedName;
  readonly mode: LockMode;
}

/** A difference that a step makes in the fingerprint. */
export interface PlannedChange {
  /** As the fingerprint names it; `*` at the end stands for any rest. */
  readonly identity: string;
  /** The facts that may differ, by their names in the fingerprint; null: the object comes or goes. */
  readonly facts: readonly string[] | null;
  /** Its description may differ in the casts that the server writes into it, and in nothing else. */
  readonly castsOnly?: true;
}

/**
 * One thing that a plan does, as plain data. `kind` selects the file under `plan/steps/` that knows its
 * parameters; the rest is what every reader of a plan needs.
 */
export interface Step {
  readonly kind: string;
  /** For people, in the imperative: `change sessions."userId" from uuid to integer`. */
  readonly title: string;
  /** Complete statements, run in order under search_path pg_catalog. A statement may return rows only where its kind says so. */
  readonly sql: readonly string[];
  readonly locks: readonly StepLock[];
  readonly hazards: readonly Hazard[];
  /** What the fingerprint may show afterwards that it did not show before; everything else fails the proof. */
  readonly changes: readonly PlannedChange[];
  /** It changes stored values: what the tables must hold is read before the first such step. */
  readonly changesValues?: true;
  /** It locks, looks or writes work tables only, and goes before the steps of every other part of the plan. */
  readonly early?: true;
  /** What each statement of `sql` is about, where one of many may fail for a reason of its own: as people name it. */
  readonly about?: readonly string[];
  /** The one value that the last statement must return; anything else ends the execution. Absent: rows are not looked at. */
  readonly expect?: string;
}
