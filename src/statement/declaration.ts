import type { TextRange } from './text-range.ts';

/** A name as PostgreSQL reads it (folded, unquoted, cut at 63 bytes) and where it stands in the text. */
export interface DeclaredName {
  readonly schema: string | null;
  readonly name: string;
  /** The whole name with its schema. */
  readonly range: TextRange | null;
  readonly schemaRange: TextRange | null;
  readonly nameRange: TextRange | null;
}

/** A type as it is written. `int` is read as schema `pg_catalog`, name `int4`, as PostgreSQL's grammar does. */
export interface DeclaredType {
  readonly schema: string | null;
  readonly name: string;
  /** The source text, e.g. `VARCHAR(36)`. */
  readonly text: string;
  readonly range: TextRange;
  /** What stands in the parentheses: `36`, `10,2`; null without. */
  readonly modifiers: string | null;
  readonly array: boolean;
  /** The integer type behind a serial pseudo-type. */
  readonly serial: 'smallint' | 'integer' | 'bigint' | null;
}

export interface DeclaredColumn {
  readonly name: string;
  readonly nameRange: TextRange | null;
  readonly type: DeclaredType;
  /** Also by PRIMARY KEY, serial or identity. */
  readonly notNull: boolean;
  /** The default's source text; null without one (a serial's is implied). */
  readonly default: string | null;
  readonly generated: { readonly expression: string; readonly kind: 'stored' | 'virtual' } | null;
  readonly identity: 'always' | 'by default' | null;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly collation: string | null;
}

export type DeclaredAction = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

/** Which clause a constraint stands in. */
export type Origin = 'create-table' | 'add-column' | 'add-constraint';

export interface DeclaredForeignKey {
  readonly kind: 'foreign-key';
  readonly range: TextRange;
  readonly origin: Origin;
  /** null: PostgreSQL chooses one. */
  readonly name: string | null;
  readonly nameRange: TextRange | null;
  readonly table: DeclaredName;
  readonly columns: readonly string[];
  /** As many as columns where their places are known, else empty. */
  readonly columnRanges: readonly TextRange[];
  readonly referencedTable: DeclaredName;
  /** Empty: the primary key. */
  readonly referencedColumns: readonly string[];
  readonly referencedColumnRanges: readonly TextRange[];
  readonly match: 'SIMPLE' | 'FULL' | 'PARTIAL';
  readonly onUpdate: DeclaredAction;
  readonly onDelete: DeclaredAction;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly notValid: boolean;
  readonly enforced: boolean;
  /** A temporal key (PERIOD), from 18 on: its last columns are ranges that overlap rather than equal. */
  readonly period: boolean;
}

export interface DeclaredKey {
  readonly kind: 'key';
  readonly range: TextRange;
  readonly origin: Origin;
  readonly constraint: 'primary key' | 'unique';
  readonly name: string | null;
  readonly table: DeclaredName;
  /** Empty with `usingIndex`. */
  readonly columns: readonly string[];
  readonly usingIndex: string | null;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
}

/** A check, exclusion or not-null constraint: told, but not read further. */
export interface DeclaredOtherConstraint {
  readonly kind: 'other-constraint';
  readonly range: TextRange;
  readonly origin: Origin;
  readonly constraint: 'check' | 'exclusion' | 'not null';
  readonly name: string | null;
  readonly table: DeclaredName;
  /** Source text from its keyword on. */
  readonly text: string;
}

export interface DeclaredTable {
  readonly kind: 'create-table';
  readonly range: TextRange;
  readonly table: DeclaredName;
  readonly ifNotExists: boolean;
  readonly temporary: boolean;
  readonly unlogged: boolean;
  readonly columns: readonly DeclaredColumn[];
  /** Columns also come from elsewhere: LIKE, INHERITS, PARTITION OF, OF type, AS query. */
  readonly open: boolean;
  readonly partitioned: boolean;
}

export interface DeclaredIndex {
  readonly kind: 'create-index';
  readonly range: TextRange;
  readonly name: string | null;
  readonly table: DeclaredName;
  readonly unique: boolean;
  readonly ifNotExists: boolean;
  readonly concurrently: boolean;
  readonly method: string;
  /** Column names; null for an expression. */
  readonly columns: readonly (string | null)[];
  readonly including: readonly string[];
  /** Source text of WHERE; null without. */
  readonly predicate: string | null;
  /** Any element with its own order, collation, operator class or options. */
  readonly decorated: boolean;
}

export type ObjectKind =
  | 'table'
  | 'view'
  | 'materialized view'
  | 'foreign table'
  | 'sequence'
  | 'index'
  | 'type'
  | 'domain'
  | 'schema'
  | 'other';

interface OnTable {
  readonly range: TextRange;
  readonly table: DeclaredName;
}

interface OnColumn extends OnTable {
  readonly column: string;
  readonly columnRange: TextRange | null;
}

/** ALTER COLUMN … ADD GENERATED … AS IDENTITY. */
export interface DeclaredIdentity extends OnColumn {
  readonly kind: 'add-identity';
  readonly generated: 'always' | 'by default';
  /** What START WITH says; null without it. */
  readonly start: { readonly value: string; readonly range: TextRange } | null;
  /** The increment is below zero. */
  readonly descending: boolean;
  /** Offset behind the opening bracket of the options, or behind IDENTITY where there are none. */
  readonly place: number;
  /** The options stand in brackets. */
  readonly bracketed: boolean;
}

/** What one statement declares: one or more of these, in the order of the text. */
export type Declaration =
  | DeclaredTable
  | DeclaredForeignKey
  | DeclaredKey
  | DeclaredOtherConstraint
  | DeclaredIndex
  | (OnTable & {
      readonly kind: 'add-column';
      readonly column: DeclaredColumn;
      readonly ifNotExists: boolean;
    })
  | (OnColumn & {
      readonly kind: 'alter-column-type';
      readonly type: DeclaredType;
      readonly using: TextRange | null;
    })
  /** `expression` null: DROP DEFAULT. */
  | (OnColumn & { readonly kind: 'set-default'; readonly expression: string | null })
  | (OnColumn & { readonly kind: 'set-not-null'; readonly notNull: boolean })
  | DeclaredIdentity
  | (OnColumn & {
      readonly kind: 'drop-column';
      readonly ifExists: boolean;
      readonly cascade: boolean;
    })
  | (OnColumn & { readonly kind: 'rename-column'; readonly newName: string })
  | (OnTable & {
      readonly kind: 'drop-constraint';
      readonly name: string;
      readonly nameRange: TextRange | null;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    })
  | (OnTable & {
      readonly kind: 'rename-constraint';
      readonly name: string;
      readonly newName: string;
    })
  | (OnTable & {
      readonly kind: 'validate-constraint';
      readonly name: string;
      readonly nameRange: TextRange | null;
    })
  /** An action of ALTER TABLE that is not read further. */
  | (OnTable & { readonly kind: 'other-action' })
  | {
      readonly kind: 'create-type';
      readonly range: TextRange;
      readonly type: DeclaredName;
      /** Labels of an enum; null for every other kind of type. */
      readonly enumLabels: readonly string[] | null;
    }
  | {
      readonly kind: 'alter-enum';
      readonly range: TextRange;
      readonly type: DeclaredName;
      /** null: a label is added. */
      readonly oldLabel: string | null;
      readonly newLabel: string;
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: 'create-other';
      readonly range: TextRange;
      readonly objectKind: 'schema' | 'sequence' | 'view' | 'materialized view' | 'domain';
      readonly object: DeclaredName;
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      /** The statement says nothing but the name. */
      readonly plain: boolean;
    }
  | {
      readonly kind: 'drop';
      readonly range: TextRange;
      readonly objectKind: ObjectKind;
      readonly objects: readonly DeclaredName[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | {
      readonly kind: 'rename';
      readonly range: TextRange;
      readonly objectKind: ObjectKind;
      readonly object: DeclaredName;
      readonly newName: string;
      readonly ifExists: boolean;
    }
  | {
      readonly kind: 'set-schema';
      readonly range: TextRange;
      readonly objectKind: ObjectKind;
      readonly object: DeclaredName;
      readonly newSchema: string;
    }
  | {
      readonly kind: 'truncate';
      readonly range: TextRange;
      readonly tables: readonly DeclaredName[];
      readonly cascade: boolean;
    }
  | {
      readonly kind: 'data';
      readonly range: TextRange;
      readonly operation: 'insert' | 'update' | 'delete' | 'merge' | 'copy';
      readonly table: DeclaredName;
      /** Columns named by INSERT or COPY; empty for all. */
      readonly columns: readonly string[];
    };
