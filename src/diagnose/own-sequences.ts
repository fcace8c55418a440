import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { columnByNumber, relationByOid } from '../catalog/lookup.ts';
import type { OwnedSequence, Standing } from '../catalog/standing.ts';

const integers: readonly string[] = ['smallint', 'integer', 'bigint'];

/** The width of an integer type: 0, 1, 2; −1 for another one. */
export function integerWidth(type: string): number {
  return integers.indexOf(type);
}

/** Sequences that fill an integer column of a table that people made. */
export function ownSequences(
  catalog: Catalog,
  { sequences }: Standing,
): { readonly sequence: OwnedSequence; readonly table: Relation; readonly column: Column }[] {
  return sequences.flatMap((sequence) => {
    const table = relationByOid(catalog, sequence.table);
    const column = table === undefined ? undefined : columnByNumber(table, sequence.column);
    if (table === undefined || column === undefined || table.extension !== null) return [];
    if (table.persistence === 'temporary' || integerWidth(column.type.sql) < 0) return [];
    // A sequence that a column owns and does not draw from is the author's own affair.
    return sequence.draws ? [{ sequence, table, column }] : [];
  });
}
