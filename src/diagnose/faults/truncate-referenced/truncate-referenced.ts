import { findRelation, foreignKeysTo, relationByOid } from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import { explained, fullName } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';

/** TRUNCATE of a table that others reference. Source: heap_truncate_check_FKs() in catalog/heap.c. */
export const truncateReferenced: FaultDetector = {
  kind: 'truncate-referenced',
  sqlstates: ['0A000'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    return statements.flatMap(({ declarations }) =>
      declarations.flatMap((one): ExplainedFault<'truncate-referenced'>[] => {
        if (one.kind !== 'truncate' || one.cascade) return [];
        const tables = one.tables.flatMap((name) => findRelation(catalog, name) ?? []);
        const listed = new Set(tables.map(({ oid }) => oid));
        return tables.flatMap((relation) => {
          const keys = foreignKeysTo(catalog, relation).filter(
            (key) => key.parent === 0 && !listed.has(key.table),
          );
          if (keys.length === 0) return [];
          const referencing = [...new Set(keys.map((key) => key.table))].flatMap(
            (oid) => relationByOid(catalog, oid) ?? [],
          );
          const names = referencing.map(displayQualified).join(', ');
          const table = displayQualified(relation);
          return [
            explained({
              kind: 'truncate-referenced',
              id: fullName(relation),
              headline: `${table} cannot be truncated: ${names} ${referencing.length === 1 ? 'references' : 'reference'} it`,
              refusal: `Emptying ${names} along with ${table} would throw rows away that the statement does not name.`,
              explanation: [
                `${keys.map((key) => displayIdent(key.name)).join(', ')} on ${names} ${keys.length === 1 ? 'leads' : 'lead'} to ${table}. TRUNCATE looks at no rows, so it refuses whenever a table outside of its list references one in it, even if that table is empty.`,
                `If all of them are to be emptied, name them together: TRUNCATE ${[relation, ...referencing].map(fullName).join(', ')}; TRUNCATE … CASCADE does the same for every table that references one of them, at any distance and without a question: look at what that is first. If their rows are to stay, DELETE FROM ${fullName(relation)} removes just the rows that nothing references, and does what ON DELETE says for the others.`,
              ],
              questions: [relation, ...referencing].map((one) => ({
                table: one,
                duplicatesOf: null,
              })),
            }),
          ];
        });
      }),
    );
  },
};
