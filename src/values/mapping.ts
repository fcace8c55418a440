import type { QualifiedName } from '../postgres/quote.ts';

/** How two columns of a bridge's natural key are compared. */
export type Comparison = 'exact' | 'case-insensitive';

/** How a value of the referencing column becomes a value of the referenced one. */
export type Mapping =
  /** Every value is NULL: there is nothing to convert. */
  | { readonly kind: 'null' }
  /** `new = old::text::type`. */
  | { readonly kind: 'cast' }
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
