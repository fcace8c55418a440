import type { QualifiedName } from '../postgres/quote.ts';

export type DependentKind =
  | 'foreign key'
  | 'view'
  | 'materialized view'
  | 'rule'
  | 'policy'
  | 'trigger'
  | 'generated column'
  | 'default'
  | 'sequence'
  | 'index'
  | 'constraint'
  | 'statistics'
  | 'publication'
  | 'function'
  | 'partition key'
  | 'row type'
  | 'inheritance';

/**
 * One thing that PostgreSQL ties to a column whose type is to change, and how it is lifted and laid back.
 * `drop` and `restore` are complete statements from the catalog's own definitions, to be run under
 * search_path pg_catalog; dependents are listed so that dropping in order and restoring in reverse works.
 */
export interface Dependent {
  readonly kind: DependentKind;
  /** As `pg_describe_object` names it, for people. */
  readonly description: string;
  readonly object: QualifiedName;
  /** Tables that `drop` or `restore` locks, besides the one the column is in. */
  readonly locks: readonly QualifiedName[];
  /** What ALTER COLUMN TYPE does with it by itself, what pgmend must do, or why it cannot. */
  readonly handling: 'kept by PostgreSQL' | 'lifted' | 'refused';
  readonly drop: readonly string[];
  readonly restore: readonly string[];
  /** What would lay it back as it is, where `restore` writes its literals for another enum. */
  readonly asItIs?: readonly string[];
  /** One sentence, for `refused`. */
  readonly reason: string | null;
}
