import type { QualifiedName } from '../postgres/quote.ts';
import type { OrphanKey } from './fault.ts';

/** What has to be counted before a fault that only the catalog suggests is one. */
export type Probe =
  /** Most values of a column are keys of the other table. */
  | { readonly kind: 'references'; readonly key: OrphanKey }
  /** The same of the elements of an array. */
  | { readonly kind: 'elements'; readonly key: OrphanKey }
  /** So many of these tables hold a row of their own. */
  | { readonly kind: 'rows'; readonly tables: readonly QualifiedName[]; readonly least: number };
