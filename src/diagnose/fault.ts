import type { QualifiedName } from '../postgres/quote.ts';
import type { TextRange } from '../statement/text-range.ts';
import type { DroppedKey, ExplainedFault, ExplainedKind } from './explained-fault.ts';
import type { PutOffKey, WaitingKey } from './put-off-key.ts';
import type { StandingFault } from './standing-fault.ts';

/** One column of one side of a foreign key. */
export interface KeyColumn {
  readonly name: string;
  /** Ready for SQL and for people: `uuid`, `integer`, `character varying(36)`. */
  readonly type: string;
  readonly notNull: boolean;
}

/** One side of a foreign key. */
export interface KeySide {
  readonly table: QualifiedName;
  /** pg_class OID; 0 for a table that the held statement itself creates. */
  readonly oid: number;
  readonly columns: readonly KeyColumn[];
}

/** Where a statement says what is wrong: UTF-16 offsets into the text that the client sent. */
export type { DroppedKey, ExplainedFault, ExplainedKind, TextRange };

export interface FaultBase {
  /** Stable within one diagnosis and readable: `sessions.userId`, used by --choose and --map. */
  readonly id: string;
  /** The constraint's name, exact; null where none is declared yet. */
  readonly constraint: string | null;
  readonly referencing: KeySide | null;
  readonly referenced: KeySide | null;
  /** What says so: the held statement, a constraint in the catalog, only names (to be confirmed by values), or the user's command. */
  readonly declaredBy: 'statement' | 'catalog' | 'names' | 'user';
}

/**
 * Key columns that PostgreSQL cannot compare.
 * https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
 */
export interface IncompatibleTypes extends FaultBase {
  readonly kind: 'incompatible-types';
  readonly referencing: KeySide;
  readonly referenced: KeySide;
  /** Positions in the key whose columns are of incompatible types. */
  readonly pairs: readonly number[];
  /** Of names alone: an index and types of keys say so too, so that the values need not. */
  readonly plain?: boolean;
  /**
   * Columns of `pairs` that the held statement itself declares and that are not stored yet:
   * where in its text the type stands. Empty when all columns exist.
   */
  readonly amend: readonly {
    readonly pair: number;
    readonly side: 'referencing' | 'referenced';
    readonly range: TextRange;
  }[];
}

/** An object that the held statement would create is there already. */
export interface AlreadyExists extends FaultBase {
  readonly kind: 'already-exists';
  readonly objectKind:
    | 'constraint'
    | 'table'
    | 'column'
    | 'index'
    | 'type'
    | 'schema'
    | 'sequence'
    | 'view';
  /** Of a column, the table stands in the place of the schema. */
  readonly object: QualifiedName;
  /** What the statement declares and what is there, as lines; equal when identical. */
  readonly declared: readonly string[];
  readonly found: readonly string[];
  readonly identical: boolean;
  /** The CommandComplete tag that the statement would have had. */
  readonly commandTag: string;
  /** What is there instead, where one of the two could give way. */
  readonly other?: OtherObject;
}

/** An object that has the name of one that is declared differently. OIDs as in the catalog. */
export type OtherObject =
  | {
      readonly kind: 'constraint';
      readonly table: number;
      readonly constraint: number;
      /** The declared one stands on the same columns: another wording of it. Else only the names collide. */
      readonly sameColumns: boolean;
      /** The declared name was longer than 63 bytes. */
      readonly cut: boolean;
    }
  | { readonly kind: 'index'; readonly index: number; readonly sameColumns: boolean }
  | {
      readonly kind: 'enum';
      readonly type: number;
      /** No column has it. */
      readonly unused: boolean;
      /** It has all the declared labels, in their order. */
      readonly suffices: boolean;
    };

/** A column that is to get another type: asked for by the statement, or tied by foreign keys to one that is. */
export interface TypeChange {
  readonly table: QualifiedName;
  /** pg_class OID. */
  readonly oid: number;
  readonly column: string;
  readonly type: string;
  readonly newType: string;
  readonly newTypeOid: number;
  /** The same string says what the default is to be. */
  readonly defaultGiven: boolean;
  /** The same string makes it an identity column. */
  readonly identityGiven: boolean;
  /** The statement asks for it; else a foreign key ties the column to one that the statement changes. */
  readonly asked: boolean;
  /** The statement's USING, with the table and column whose names stand in it; null: PostgreSQL's own conversion. */
  readonly using: {
    readonly expression: string;
    readonly table: string;
    readonly column: string;
  } | null;
}

/** What `pgmend rekey` asks for: how a key becomes a new one. */
export type RekeyWay =
  /** Written in the new type; what is none of it gets a new key. */
  | { readonly kind: 'new' }
  /** Written in the new type; what is none of it matches nothing. */
  | { readonly kind: 'cast' }
  /** A table holds the old and the new key in two columns; it may be the key's own. */
  | {
      readonly kind: 'lookup';
      readonly table: QualifiedName;
      readonly oldColumn: string;
      readonly newColumn: string;
    };

/** A statement that changes types of columns, and failed; or the user's wish that they be changed. */
interface FailedTypeChange extends FaultBase {
  /** All that have to change together, those of the statement first; empty when all are of their new types already. */
  readonly changes: readonly TypeChange[];
  /** Why these types cannot stand together, one sentence each; empty when they can. */
  readonly conflicts: readonly string[];
  readonly sqlstate: string;
  /** The string without these changes; empty when nothing else stands in it; null when it has to be sent as it is. */
  readonly rest: string | null;
  /** The statement asks for no type, but makes the column an identity column, which has to be a number. */
  readonly asksIdentity?: true;
  /** No statement: `pgmend rekey` asks. */
  readonly way?: RekeyWay;
}

/** Something stands on a column whose type is to change: a view, rule, policy, trigger, generated column, publication. */
export interface BlockedTypeChange extends FailedTypeChange {
  readonly kind: 'blocked-type-change';
}

/** Values, a default or the foreign keys around a column do not go along with its new type by themselves. */
export interface TypeChangeFails extends FailedTypeChange {
  readonly kind: 'type-change-fails';
}

/**
 * No unique index that a foreign key could use stands behind the referenced columns.
 * https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
 */
export interface NoUniqueKey extends FaultBase {
  readonly kind: 'no-unique-key';
  readonly referencing: KeySide;
  readonly referenced: KeySide;
  /** The reference names no columns, and the table has no primary key. */
  readonly implicit: boolean;
  /** The foreign keys that would stand on the key. */
  readonly foreignKeys: readonly { readonly table: QualifiedName; readonly name: string }[];
}

/** One foreign key of {@link Orphans}: both sides are stored. */
export interface OrphanKey {
  readonly constraint: string;
  readonly referencing: KeySide;
  readonly referenced: KeySide;
  readonly match: 'SIMPLE' | 'FULL' | 'PARTIAL';
  readonly onDelete: 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';
  /**
   * The statement lays it, the statement validates it, it stands in the catalog NOT VALID or without being checked,
   * or only names suggest it.
   */
  readonly state: 'declared' | 'validated' | 'not valid' | 'not enforced' | 'suggested';
}

/** Rows whose reference leads to no row of the referenced table; all keys of the statement together. */
export interface Orphans extends FaultBase {
  readonly kind: 'orphans';
  /** Those of the first key. */
  readonly referencing: KeySide;
  readonly referenced: KeySide;
  /** At least one. Whether a key has orphans is a question of values. */
  readonly keys: readonly OrphanKey[];
  /** The statement would lay the key that is there: once its rows are right it is done, with this CommandComplete tag. */
  readonly completes?: string;
}

/** The referenced table of a declared foreign key is not there yet: something that is still to run makes it. */
export interface LaterTable extends FaultBase {
  readonly kind: 'later-table';
  /** At least one. */
  readonly keys: readonly PutOffKey[];
  /** The string without them; empty when nothing else stands in it. */
  readonly rest: string;
}

/** A foreign key that was put off, and is not laid yet as far as the journal knows. */
export interface PutOff extends FaultBase {
  readonly kind: 'put-off-key';
  /** The name that it has or gets: another than it was put off under where that is taken. */
  readonly constraint: string;
  readonly referencing: KeySide;
  readonly key: WaitingKey;
  /**
   * `ready`: both tables are there · `there`: somebody has laid it meanwhile · `waiting`: the referenced table is not
   * there · `lost`: the referencing table or its columns are not there any more.
   */
  readonly state: 'ready' | 'there' | 'waiting' | 'lost';
  /** The referenced table, or where it is expected to be. */
  readonly target: QualifiedName;
  /** The statement that lays it. */
  readonly statement: string;
}

type Explained = { [K in ExplainedKind]: ExplainedFault<K> }[ExplainedKind];

/**
 * Columns that cannot hold every value of the key which they reference: it works until a key is greater, or longer,
 * than they are.
 */
export interface NarrowReference extends FaultBase {
  readonly kind: 'narrow-reference';
  readonly referencing: KeySide;
  readonly referenced: KeySide;
  /** One for each narrower column. */
  readonly limits: readonly {
    /** Its position in the key. */
    readonly pair: number;
    readonly of: 'number' | 'text';
    /** The greatest number, or the most characters, that it holds; decimal. */
    readonly most: string;
    /** The key has no limit of its own. */
    readonly open: boolean;
    /** The sequence that numbers the key. */
    readonly sequence: QualifiedName | null;
  }[];
  /** All that are to be widened: the narrower columns, then those that reference them in turn. */
  readonly changes: readonly TypeChange[];
}

/** Deferred checks of the open transaction keep a table from being altered. */
export interface PendingTriggerEvents extends FaultBase {
  readonly kind: 'pending-trigger-events';
  readonly table: QualifiedName;
  /** Constraints that wait for the end of the transaction by their declaration. */
  readonly deferred: readonly QualifiedName[];
  /** The rows were written by the very string that alters the table. */
  readonly sameString: boolean;
}

/** One thing that is wrong with one foreign key, or that stops one. */
export type Fault =
  | IncompatibleTypes
  | AlreadyExists
  | NoUniqueKey
  | Orphans
  | BlockedTypeChange
  | TypeChangeFails
  | PendingTriggerEvents
  | NarrowReference
  | LaterTable
  | PutOff
  | StandingFault
  | Explained;
export type FaultKind = Fault['kind'];
