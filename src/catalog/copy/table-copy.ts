import type { QualifiedName } from '../../postgres/quote.ts';
import type { Grant } from '../dependents/grants.ts';

/** An index with all that it takes to make it again on another table. */
export interface CopiedIndex extends QualifiedName {
  readonly unique: boolean;
  readonly primary: boolean;
  readonly valid: boolean;
  /** The definition behind the table's name: `USING btree (…) WHERE …`. */
  readonly rest: string;
  readonly comment: string | null;
  readonly tablespace: string | null;
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  /** Statistics targets of its expressions, by their number. */
  readonly statistics: readonly { readonly number: number; readonly target: number }[];
  /** The index of the partitioned table that it is a part of. */
  readonly parent: QualifiedName | null;
  readonly constraint: {
    readonly kind: 'primary key' | 'unique' | 'exclusion';
    readonly definition: string;
    readonly deferrable: boolean;
    readonly initiallyDeferred: boolean;
    readonly comment: string | null;
  } | null;
}

export interface CopiedColumn {
  readonly name: string;
  readonly statistics: number | null;
  readonly comment: string | null;
  /** As for SET (…). */
  readonly options: readonly string[] | null;
}

export interface CopiedStatistics extends QualifiedName {
  readonly definition: string;
  readonly owner: string;
  readonly target: number | null;
  readonly comment: string | null;
}

/** One table, or partition, with all that it takes to make another like it: its rows and its indexes apart. */
export interface TableCopy extends QualifiedName {
  readonly oid: number;
  /** Of the partitioned table that it is a partition of; 0 for none. */
  readonly parent: number;
  readonly partitioned: boolean;
  /** `FOR VALUES …`; null unless it is a partition. */
  readonly bound: string | null;
  /** A partition that has columns or constraints by itself too, as ATTACH PARTITION leaves it. */
  readonly local: boolean;
  /** `RANGE (created)`; null unless it is partitioned. */
  readonly partitionKey: string | null;
  readonly owner: string;
  readonly unlogged: boolean;
  readonly options: readonly string[] | null;
  readonly toastOptions: readonly string[] | null;
  readonly tablespace: string | null;
  readonly accessMethod: string | null;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  /** `d`, `n`, `f` or `i`. */
  readonly replicaIdentity: string;
  readonly comment: string | null;
  readonly grants: readonly Grant[] | null;
  readonly columnGrants: readonly Grant[];
  readonly columns: readonly CopiedColumn[];
  readonly indexes: readonly CopiedIndex[];
  /** CHECK constraints that are NOT VALID. */
  readonly notValid: readonly {
    readonly name: string;
    readonly definition: string;
    readonly comment: string | null;
  }[];
  readonly statistics: readonly CopiedStatistics[];
  /** Pages of the table itself. */
  readonly pages: number;
  readonly relfilenode: string;
}

/** What a new table gets from default privileges in a schema, and whose word they are. */
export interface DefaultGrants {
  readonly grantees: readonly (string | null)[];
  readonly role: string;
}
