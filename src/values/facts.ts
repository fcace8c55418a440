import type { FaultKind } from '../diagnose/fault.ts';
import type { FoundColumn } from './found-column.ts';

/** What was found in the database about a fault of each kind, beyond the catalog. */
export interface FactsByKind extends Record<FaultKind, unknown> {
  /** One for each incompatible column that is stored; none for columns that the held statement declares itself. */
  readonly 'incompatible-types': { readonly columns: readonly FoundColumn[] };
  readonly 'already-exists': null;
}
