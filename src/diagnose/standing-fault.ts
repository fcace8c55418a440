import type { SilentTrigger } from '../catalog/standing.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { FaultBase, KeySide, OrphanKey } from './fault.ts';

/** What every fault has that stands in a database without a statement. */
export interface StandingBase extends FaultBase {
  /** The schema of the object that is wrong. */
  readonly schema: string;
  /** What is wrong, in one line, with both sides. */
  readonly headline: string;
  /** What it means for the rows, and why: one sentence. */
  readonly cause: string;
}

/** A foreign key as it stands in the catalog. */
interface OfKey extends StandingBase {
  readonly constraint: string;
  readonly referencing: KeySide;
  readonly referenced: KeySide;
  /** pg_constraint OID. */
  readonly constraintOid: number;
}

/** An action of the key sets columns to what they may not be: NULL, or a default that is no key. */
export interface SetNullOnNotNull extends OfKey {
  readonly kind: 'set-null-on-not-null';
  /** The actions that cannot be carried out. */
  readonly on: readonly {
    readonly event: 'DELETE' | 'UPDATE';
    readonly action: 'SET NULL' | 'SET DEFAULT';
  }[];
  /** Columns that would become NULL and are NOT NULL; empty where a default is the matter. */
  readonly notNull: readonly string[];
  /** Constant defaults that would be set, to be looked up in the referenced table. */
  readonly defaults: readonly { readonly column: string; readonly value: string }[];
  readonly key: OrphanKey;
}

/** Several foreign keys over the same columns to the same key. */
export interface DuplicateForeignKey extends OfKey {
  readonly kind: 'duplicate-foreign-key';
  /** All of them, the one to stay first. */
  readonly keys: readonly {
    readonly name: string;
    readonly constraintOid: number;
    readonly definition: string;
  }[];
  /** They do the same when a referenced row goes or changes, so that it does not matter which one stays. */
  readonly equal: boolean;
}

/** A foreign key that stands in the catalog and is not checked. */
export interface KeyNotEnforced extends OfKey {
  readonly kind: 'key-not-enforced';
  /** `declared`: NOT ENFORCED (18 and later); `triggers`: those that check it do not fire. */
  readonly because: 'declared' | 'triggers';
  readonly triggers: readonly SilentTrigger[];
  readonly key: OrphanKey;
}

/** A foreign key that is NOT VALID though every row would pass. */
export interface NotValidated extends OfKey {
  readonly kind: 'not-validated';
  /** As in `Orphans`. */
  readonly completes?: string;
}

/** A unique index whose building was broken off. */
export interface InvalidIndex extends StandingBase {
  readonly kind: 'invalid-index';
  readonly index: QualifiedName;
  readonly table: QualifiedName;
  /** Columns; null where it is over an expression. */
  readonly columns: readonly string[] | null;
  /** The condition of a partial one is part of it. */
  readonly definition: string;
  readonly partial: boolean;
  readonly tableOid: number;
}

/** An enum type that nothing uses, or that stands beside its successor. */
export interface LeftoverType extends StandingBase {
  readonly kind: 'leftover-type';
  readonly type: QualifiedName;
  readonly labels: readonly string[];
  /** The type whose name is the same without the ending or beginning that says old. */
  readonly twin: QualifiedName | null;
  /** Columns that are still of the type: `table.column`. Empty: it can go. */
  readonly usedBy: readonly string[];
  readonly owner: string;
  readonly owned: boolean;
  readonly comment: string | null;
  readonly granted: boolean;
}

interface OfSequence extends StandingBase {
  readonly referencing: KeySide;
  readonly sequence: QualifiedName;
  readonly sequenceType: string;
  readonly maximum: string;
}

/** The next number of a sequence is one that its column holds already, or will reach. */
export interface SequenceBehind extends OfSequence {
  readonly kind: 'sequence-behind';
  readonly increment: string;
}

/** A sequence ends before its column does. */
export interface NarrowSequence extends OfSequence {
  readonly kind: 'narrow-sequence';
}

/** Kinds that the catalog and the values show, and that no statement fails at. */
export type StandingFault =
  | SetNullOnNotNull
  | DuplicateForeignKey
  | KeyNotEnforced
  | NotValidated
  | InvalidIndex
  | LeftoverType
  | SequenceBehind
  | NarrowSequence;

export type StandingKind = StandingFault['kind'];

const kinds: Readonly<Record<StandingKind, true>> = {
  'set-null-on-not-null': true,
  'duplicate-foreign-key': true,
  'key-not-enforced': true,
  'not-validated': true,
  'invalid-index': true,
  'leftover-type': true,
  'sequence-behind': true,
  'narrow-sequence': true,
};

/** Whether a fault is of a kind that stands in a database without a statement. */
export function isStanding<F extends { readonly kind: string }>(
  fault: F,
): fault is Extract<F, StandingFault> {
  return fault.kind in kinds;
}
