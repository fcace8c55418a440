import type { QualifiedName } from '../postgres/quote.ts';
import type { FreshKeys } from './fresh-keys.ts';

/** How two columns of a bridge's natural key are compared. */
export type Comparison = 'exact' | 'case-insensitive';

/** How a value of the referencing column becomes a value of the referenced one. */
export type Mapping =
  /** Every value is NULL: there is nothing to convert. */
  | { readonly kind: 'null' }
  /** `new = old::text::type`. */
  | { readonly kind: 'cast' }
  /**
   * Each value by itself in the new type: by the statement's USING, or as PostgreSQL assigns it (its cast for
   * assignments, else through text).
   */
  | {
      readonly kind: 'convert';
      readonly using: {
        readonly expression: string;
        /** The names that stand in the expression. */
        readonly table: string;
        readonly column: string;
        /** Schemas in which it looks things up. */
        readonly searchPath: readonly string[];
      } | null;
      /** Values that the new type does not take get a new one; null: they match nothing. */
      readonly fresh: FreshKeys | null;
      /** Values that come before the change is made go over by the same rule: they are no other question. */
      readonly open: boolean;
    }
  /** The values stand in another unique column of the referenced table. */
  | { readonly kind: 'alternate-key'; readonly column: string }
  /** A table holds the old values in `valueColumn` and shares a natural key with the referenced table. */
  | {
      readonly kind: 'bridge';
      readonly table: QualifiedName;
      readonly valueColumn: string;
      readonly bridgeColumn: string;
      readonly referencedColumn: string;
      readonly compare: Comparison;
    }
  /** `--map`: as bridge or alternate key, but the user's word. */
  | {
      readonly kind: 'given';
      readonly table: QualifiedName;
      readonly valueColumn: string;
      readonly bridgeColumn: string | null;
      readonly referencedColumn: string | null;
      readonly compare: Comparison;
    };

/** Every value stays the same value, in another type. */
export function keepsValues(mapping: Mapping): boolean {
  switch (mapping.kind) {
    case 'null':
    case 'cast':
      return true;
    case 'convert':
      return mapping.using === null && mapping.fresh === null;
    default:
      return false;
  }
}
