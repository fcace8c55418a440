import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import { declaredReferences, explained, listOf } from '../../explained.ts';
import { faultId } from '../../fault-id.ts';

/** A foreign key with more, or fewer, columns than the key that it references. */
export const columnCount: FaultDetector = {
  kind: 'column-count',
  sqlstates: ['42830'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    return declaredReferences(catalog, statements).flatMap(
      ({ declared, referencing, referenced }) => {
        if (referencing === undefined || referenced === undefined) return [];
        const implied = declared.referencedColumns.length === 0;
        const key = implied ? referenced.primaryKey() : declared.referencedColumns;
        if (key === null || key.length === declared.columns.length) return [];
        const from = displayQualified(referencing.table);
        const to = displayQualified(referenced.table);
        const missing = key.filter((name) => !declared.columns.includes(name));
        const there = missing.filter((name) => referencing.column(name) !== undefined);
        const absent = missing.filter((name) => referencing.column(name) === undefined);
        return [
          explained({
            kind: 'column-count',
            id: faultId(referencing.table, declared.columns),
            constraint: declared.name,
            headline: `${from} references with ${declared.columns.length} (${listOf(declared.columns)}) what has ${key.length} in ${to} (${listOf(key)})`,
            refusal: `Which columns of ${from} belong to ${listOf(key)} of ${to} the statement does not say.`,
            explanation: [
              `A foreign key compares column with column, so both sides need as many.${implied ? ` The reference names no columns of ${to}, which means its whole primary key: ${listOf(key)}.` : ''} A part of a key is not unique by itself: several rows of ${to} may share it.`,
              [
                there.length === 0
                  ? ''
                  : `${from} has ${listOf(there)} too: name all of them, in the order of the key, if they mean the same.`,
                absent.length === 0
                  ? ''
                  : `${from} has no ${listOf(absent)}: add and fill ${absent.length === 1 ? 'it' : 'them'} before, then reference (${key.map(displayIdent).join(', ')}) as a whole.`,
                `Or, if ${listOf(declared.columns)} is meant to be enough, give ${to} a unique constraint over the one column that is referenced, as far as its values allow, and name that column.`,
              ]
                .filter((text) => text !== '')
                .join(' '),
            ],
          }),
        ];
      },
    );
  },
};
