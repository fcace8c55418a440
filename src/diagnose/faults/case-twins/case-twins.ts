import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import { columnByNumber, foreignKeysTo, primaryKeyIndex } from '../../../catalog/lookup.ts';
import { displayQualified } from '../../../postgres/quote.ts';
import { explained } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { ownTables, sideOf } from '../../stored-key.ts';

/**
 * Tables of one schema whose names differ in case only, as a name written with and without quotes makes them: told
 * where foreign keys reference both, or both hold rows.
 */
export function caseTwins(catalog: Catalog): ExplainedFault<'case-twins'>[] {
  const byName = new Map<string, Relation[]>();
  for (const table of ownTables(catalog)) {
    // NUL stands in no PostgreSQL name.
    const name = `${table.schema}\0${table.name.toLowerCase()}`;
    const twins = byName.get(name);
    if (twins === undefined) byName.set(name, [table]);
    else twins.push(table);
  }
  return [...byName.values()].flatMap((twins) => {
    const [first, second] = twins;
    if (first === undefined || second === undefined) return [];
    const referenced = twins.map((one) => foreignKeysTo(catalog, one).length);
    const both = referenced.filter((count) => count > 0).length > 1;
    const tables = twins.map(({ schema, name }) => ({ schema, name }));
    const names = tables.map(displayQualified);
    return [
      explained({
        kind: 'case-twins',
        id: faultId(first, [second.name]),
        declaredBy: 'catalog',
        referencing: keyOf(catalog, first),
        referenced: keyOf(catalog, second),
        headline: `${names.join(' and ')} are ${twins.length === 2 ? 'two tables' : `${twins.length} tables`} whose names differ in case only`,
        refusal: `Which of ${names.join(' and ')} is meant, and whether their rows are the same people or things, only you know.`,
        explanation: [
          `PostgreSQL folds a name without quotes to lower case: ${names.join(' and ')} are different tables, with rows and keys of their own. Foreign keys to them: ${names.map((name, at) => `${referenced[at]} to ${name}`).join(', ')}.`,
        ],
        advice: `choose one of ${names.join(' and ')}, move the rows and the foreign keys of the other to it (rekey by a natural key, never by equal numbers), and drop the other`,
        questions: tables.map((table) => ({ table, duplicatesOf: null, only: true })),
        ...(both ? {} : { probe: { kind: 'rows', tables, least: 2 } as const }),
      }),
    ];
  });
}

function keyOf(catalog: Catalog, table: Relation) {
  const index = primaryKeyIndex(catalog, table);
  const columns = (index?.columns ?? []).flatMap(
    ({ column }) => columnByNumber(table, column) ?? [],
  );
  return sideOf(table, columns);
}
