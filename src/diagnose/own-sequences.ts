import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { columnByNumber, relationByOid } from '../catalog/lookup.ts';
import type { OwnedSequence, Standing } from '../catalog/standing.ts';

const integers: readonly string[] = ['smallint', 'integer', 'bigint'];

/** The width of an integer type: 0, 1, 2; −1 for another one. */
export function integerWidth(type: string): number {
  return integers.indexOf(type);
}

/** A sequence and the column that it fills. */
export interface OwnSequence {
  readonly sequence: OwnedSequence;
  readonly table: Relation;
  readonly column: Column;
}

const found = new WeakMap<Standing, { readonly in: Catalog; readonly own: OwnSequence[] }>();

/** Sequences that fill an integer column of a table that people made. */
export function ownSequences(catalog: Catalog, standing: Standing): readonly OwnSequence[] {
  const known = found.get(standing);
  if (known?.in === catalog) return known.own;
  const own: OwnSequence[] = [];
  for (const sequence of standing.sequences) {
    const table = relationByOid(catalog, sequence.table);
    const column = table === undefined ? undefined : columnByNumber(table, sequence.column);
    if (table === undefined || column === undefined || table.extension !== null) continue;
    if (table.persistence === 'temporary' || integerWidth(column.type.sql) < 0) continue;
    // A sequence that a column owns and does not draw from is the author's own affair.
    if (sequence.draws) own.push({ sequence, table, column });
  }
  found.set(standing, { in: catalog, own });
  return own;
}
