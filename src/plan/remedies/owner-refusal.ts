import type { Relation } from '../../catalog/catalog.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';

/**
 * Why this role cannot alter a table; null where it can.
 *
 * @param what what is to be done, in the infinitive: `validate orders_fkey`.
 */
export function ownerRefusal(relation: Relation, what: string): string | null {
  return relation.owned
    ? null
    : `Only ${displayIdent(relation.owner)}, the owner of ${displayQualified(relation)}, may ${what}.`;
}
