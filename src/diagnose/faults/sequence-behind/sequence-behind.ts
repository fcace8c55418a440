import type { Catalog } from '../../../catalog/catalog.ts';
import type { Standing } from '../../../catalog/standing.ts';
import { displayQualified } from '../../../postgres/quote.ts';
import { faultId } from '../../fault-id.ts';
import { ownSequences } from '../../own-sequences.ts';
import type { SequenceBehind } from '../../standing-fault.ts';
import { sideOf, sideText } from '../../stored-key.ts';

/**
 * Sequences of serial and identity columns that may stand behind the numbers that their column holds: rows were
 * loaded with their own numbers. Candidates; the caller looks at both.
 */
export function sequencesBehind(catalog: Catalog, standing: Standing): SequenceBehind[] {
  return ownSequences(catalog, standing).flatMap(({ sequence, table, column }) => {
    if (sequence.increment.startsWith('-') || sequence.cycle) return [];
    // A partitioned table has no pages of its own, so it is looked at in any case.
    if (standing.empty?.has(table.oid) === true) return [];
    const referencing = sideOf(table, [column]);
    return [
      {
        kind: 'sequence-behind',
        id: faultId(table, [column.name]),
        constraint: null,
        referencing,
        referenced: null,
        declaredBy: 'catalog',
        schema: table.schema,
        headline: `the sequence ${displayQualified(sequence)} is behind the numbers that ${sideText(referencing)} holds`,
        cause: 'The next rows that take their number from it collide with rows that are there.',
        sequence: { schema: sequence.schema, name: sequence.name },
        sequenceType: sequence.type,
        maximum: sequence.maximum,
        increment: sequence.increment,
      },
    ];
  });
}
