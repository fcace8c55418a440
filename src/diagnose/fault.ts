import type { QualifiedName } from '../postgres/quote.ts';
import type { TextRange } from '../statement/text-range.ts';

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
export type { TextRange };

interface FaultBase {
  /** Stable within one diagnosis and readable: `sessions.userId`, used by --choose and --map. */
  readonly id: string;
  /** The constraint's name, exact; null where none is declared yet. */
  readonly constraint: string | null;
  readonly referencing: KeySide | null;
  readonly referenced: KeySide | null;
  /** What says so: the held statement, a constraint in the catalog, or only names (to be confirmed by values). */
  readonly declaredBy: 'statement' | 'catalog' | 'names';
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
}

/** One thing that is wrong with one foreign key, or that stops one. */
export type Fault = IncompatibleTypes | AlreadyExists;
export type FaultKind = Fault['kind'];
