import type { Catalog } from '../../../catalog/catalog.ts';
import type { Standing } from '../../../catalog/standing.ts';
import { displayQualified } from '../../../postgres/quote.ts';
import { faultId } from '../../fault-id.ts';
import { integerWidth, ownSequences } from '../../own-sequences.ts';
import type { NarrowSequence } from '../../standing-fault.ts';
import { sideOf, sideText } from '../../stored-key.ts';

/**
 * Sequences of a narrower type than the column that they fill: ALTER COLUMN … TYPE bigint does not change the sequence
 * of a serial column. https://www.postgresql.org/docs/current/sql-createsequence.html
 */
export function narrowSequences(catalog: Catalog, standing: Standing): NarrowSequence[] {
  return ownSequences(catalog, standing).flatMap(({ sequence, table, column }) => {
    if (integerWidth(sequence.type) >= integerWidth(column.type.sql)) return [];
    const referencing = sideOf(table, [column]);
    return [
      {
        kind: 'narrow-sequence',
        id: faultId(table, [column.name]),
        constraint: null,
        referencing,
        referenced: null,
        declaredBy: 'catalog',
        schema: table.schema,
        headline: `the sequence ${displayQualified(sequence)} is ${sequence.type}, and ${sideText(referencing)}, which it fills, is ${column.type.sql}`,
        cause: `It ends at ${sequence.maximum}: from then on no row can be written, though the column has room.`,
        sequence: { schema: sequence.schema, name: sequence.name },
        sequenceType: sequence.type,
        maximum: sequence.maximum,
      },
    ];
  });
}
