import type { QualifiedName } from '../postgres/quote.ts';

/** A type as a column uses it. */
export interface TypeRef {
  readonly oid: number;
  readonly typmod: number;
  /** `format_type()` under search_path pg_catalog: qualified where needed, ready for SQL. */
  readonly sql: string;
}

export interface Column {
  readonly number: number;
  readonly name: string;
  readonly type: TypeRef;
  readonly notNull: boolean;
  /** The default's or generation's expression, ready for SQL; null without one, and in an outline. */
  readonly default: string | null;
  readonly identity: 'always' | 'by default' | null;
  readonly generated: 'stored' | 'virtual' | null;
  /** OID of the column's collation, 0 for none. */
  readonly collation: number;
  /** null without one, and in an outline. */
  readonly comment: string | null;
  /**
   * What was said of its storage otherwise than its type says, as actions of ALTER COLUMN: `SET STORAGE EXTERNAL`.
   * Absent without any, and in an outline.
   */
  readonly storage?: readonly string[];
  /** The sequence owned by the column (serial or identity); null also in an outline. */
  readonly ownedSequence: QualifiedName | null;
  /** Inherited from a parent table or partitioned table. */
  readonly inherited: boolean;
}

export type RelationKind =
  | 'table'
  | 'partitioned table'
  | 'view'
  | 'materialized view'
  | 'foreign table'
  | 'sequence'
  | 'composite type';

/** A table, view, sequence or other row of pg_class that is no index. */
export interface Relation extends QualifiedName {
  readonly oid: number;
  readonly kind: RelationKind;
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  readonly owner: string;
  /** The current role has the owner's rights. */
  readonly owned: boolean;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  /** Parents by inheritance or partitioning. */
  readonly parents: readonly number[];
  readonly isPartition: boolean;
  /** It has rules, or once had some (relhasrules). */
  readonly hasRules: boolean;
  /** Planner's estimate (reltuples); −1 never analysed. */
  readonly estimatedRows: number;
  /** Bytes of the table with TOAST, without indexes, by the planner's last count (relpages). */
  readonly bytes: number;
  /** An extension owns it: never touched. */
  readonly extension: string | null;
  readonly columns: readonly Column[];
}

export interface IndexColumn {
  /** Column number; 0 for an expression. */
  readonly column: number;
  readonly operatorClass: number;
  readonly collation: number;
}

export interface Index extends QualifiedName {
  readonly oid: number;
  readonly table: number;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly valid: boolean;
  /** false for the index of a DEFERRABLE constraint. */
  readonly immediate: boolean;
  readonly partial: boolean;
  readonly hasExpressions: boolean;
  /** Key columns only, in order. */
  readonly columns: readonly IndexColumn[];
  readonly accessMethod: string;
  /** `pg_get_indexdef()` under search_path pg_catalog; empty in an outline. */
  readonly definition: string;
  readonly comment: string | null;
  /** The constraint that owns it, or 0. */
  readonly constraint: number;
}

export type ReferentialAction = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

export interface Constraint {
  readonly oid: number;
  readonly name: string;
  readonly table: number;
  readonly kind:
    | 'primary key'
    | 'unique'
    | 'foreign key'
    | 'check'
    | 'exclusion'
    | 'not null'
    | 'trigger';
  readonly columns: readonly number[];
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly validated: boolean;
  readonly enforced: boolean;
  /** `pg_get_constraintdef()` under search_path pg_catalog; empty in an outline. */
  readonly definition: string;
  /** null without one, and in an outline. */
  readonly comment: string | null;
  /** The index behind it, 0 for none; for a foreign key the referenced index. */
  readonly index: number;
  /** Parent constraint of a partition's or inheriting table's copy, 0 for none. */
  readonly parent: number;
  readonly foreignKey: ForeignKeyPart | null;
}

export interface ForeignKeyPart {
  readonly referencedTable: number;
  /** Column numbers, in the order of `columns`. */
  readonly referencedColumns: readonly number[];
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
  readonly match: 'SIMPLE' | 'FULL' | 'PARTIAL';
  /** Columns that ON DELETE SET NULL or SET DEFAULT sets, where it names some (15 and later); absent: all. */
  readonly deleteSets?: readonly number[];
  /** A temporal key (PERIOD, 18 and later): its last columns are ranges, one covered by others; absent means no. */
  readonly period?: true;
}

export interface Type extends QualifiedName {
  readonly oid: number;
  readonly kind: 'base' | 'composite' | 'domain' | 'enum' | 'pseudo' | 'range' | 'multirange';
  /** pg_type.typcategory. */
  readonly category: string;
  /** pg_type.typispreferred; absent means no. */
  readonly preferred?: boolean;
  /** Of a domain: what it is over; otherwise 0. */
  readonly baseType: number;
  /** Of a domain: what it is over as a column would have it, with its modifier; absent otherwise. */
  readonly base?: TypeRef;
  /** Of a domain: it takes no NULL by itself; absent means no. */
  readonly notNull?: boolean;
  /** Of an array: its elements; otherwise 0. */
  readonly elementType: number;
  /** Of a range or multirange: its subtype's range family base; otherwise 0. */
  readonly rangeSubtype: number;
  readonly arrayType: number;
  /** Labels in order; empty unless an enum. */
  readonly enumLabels: readonly string[];
  readonly sql: string;
}

/** pg_amop rows with the equality strategy of a btree family (hash in 18's GiST/temporal keys is left out). */
export interface EqualityOperator {
  readonly family: number;
  readonly left: number;
  readonly right: number;
}

export interface OperatorClass {
  readonly oid: number;
  readonly accessMethod: string;
  readonly family: number;
  readonly inputType: number;
  readonly isDefault: boolean;
}

export interface Cast {
  readonly source: number;
  readonly target: number;
  readonly context: 'implicit' | 'assignment' | 'explicit';
  /** The bytes stay as they are (castmethod b); absent means no. */
  readonly binary?: boolean;
}

export interface Collation extends QualifiedName {
  readonly oid: number;
  /** false: equal strings may differ in bytes. */
  readonly deterministic: boolean;
}

export interface Role {
  readonly name: string;
  readonly superuser: boolean;
  readonly bypassRowSecurity: boolean;
  /** May create schemas in this database. */
  readonly canCreateSchema: boolean;
}

/**
 * What pgmend knows of the database's schema at one moment: frozen, plain, read in a fixed number of queries.
 * System schemas, temporary schemas of others and pgmend's own are left out of `relations`;
 * `types` and operators are complete.
 */
export interface Catalog {
  readonly serverVersion: number;
  readonly database: string;
  readonly role: Role;
  /** Schemas that unqualified names were looked up in by the client, in order, without pg_catalog. */
  readonly searchPath: readonly string[];
  readonly schemas: readonly string[];
  readonly relations: readonly Relation[];
  readonly indexes: readonly Index[];
  readonly constraints: readonly Constraint[];
  readonly types: readonly Type[];
  readonly equalityOperators: readonly EqualityOperator[];
  readonly operatorClasses: readonly OperatorClass[];
  readonly casts: readonly Cast[];
  /** Absent where nothing is known of collations: all then count as deterministic. */
  readonly collations?: readonly Collation[];
}
