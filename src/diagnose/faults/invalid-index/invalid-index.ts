import type { Catalog } from '../../../catalog/catalog.ts';
import { columnByNumber, relationByOid } from '../../../catalog/lookup.ts';
import type { Standing } from '../../../catalog/standing.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { KeySide } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import type { InvalidIndex } from '../../standing-fault.ts';
import { sideOf, sideText } from '../../stored-key.ts';

/**
 * Unique indexes that are not valid: CREATE INDEX CONCURRENTLY was broken off, or met a duplicate. No query uses such
 * an index, no foreign key can stand on it, and every write still pays for it. One that is being built at this
 * moment is none.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
export function invalidIndexes(catalog: Catalog, { building }: Standing): InvalidIndex[] {
  return catalog.indexes.flatMap((index): InvalidIndex[] => {
    const table = relationByOid(catalog, index.table);
    if (index.valid || !index.unique || building.has(index.oid) || table === undefined) return [];
    // The index of a partitioned table waits for those of its partitions: an ordinary state.
    if (table.kind !== 'table' || table.extension !== null) return [];
    const columns = index.columns.flatMap(({ column }) => columnByNumber(table, column) ?? []);
    const plain = !index.hasExpressions && columns.length === index.columns.length;
    const side: KeySide | null = plain ? sideOf(table, columns) : null;
    return [
      {
        kind: 'invalid-index',
        id: faultId(table, [index.name]),
        constraint: null,
        referencing: null,
        referenced: side,
        declaredBy: 'catalog',
        schema: table.schema,
        headline: `unique index ${displayIdent(index.name)} ${side === null ? `of ${displayQualified(table)}` : `over ${sideText(side)}`} is invalid: its building was broken off`,
        cause:
          'It guarantees nothing and no foreign key can stand on it, though every write still pays for it.',
        index: { schema: index.schema, name: index.name },
        table: { schema: table.schema, name: table.name },
        tableOid: table.oid,
        columns: plain ? columns.map((one) => one.name) : null,
        definition: index.definition,
        partial: index.partial,
      },
    ];
  });
}
