import {
  columnByNumber,
  findRelation,
  foreignKeysTo,
  primaryKeyIndex,
} from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import { explained, fullName, listOf } from '../../explained.ts';
import { faultId } from '../../fault-id.ts';

/** A primary key is to be added to a table that has another one. */
export const secondPrimaryKey: FaultDetector = {
  kind: 'second-primary-key',
  sqlstates: ['42P16'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    return statements.flatMap(({ declarations }) =>
      declarations.flatMap((one) => {
        if (one.kind !== 'key' || one.constraint !== 'primary key') return [];
        if (one.origin === 'create-table' || one.columns.length === 0) return [];
        const relation = findRelation(catalog, one.table);
        const index = relation === undefined ? undefined : primaryKeyIndex(catalog, relation);
        if (relation === undefined || index === undefined) return [];
        const own = index.columns.map(({ column }) => columnByNumber(relation, column)?.name ?? '');
        if (
          own.length === one.columns.length &&
          own.every((name, at) => name === one.columns[at])
        ) {
          return [];
        }
        const table = displayQualified(relation);
        const references = foreignKeysTo(catalog, relation).length;
        const stored = one.columns.every((name) => relation.columns.some((c) => c.name === name));
        return [
          explained({
            kind: 'second-primary-key',
            id: faultId(relation, one.columns),
            constraint: one.name,
            headline: `${table} has a primary key over ${listOf(own)} already; a second one over ${listOf(one.columns)} is not possible`,
            refusal: `To make ${listOf(one.columns)} the primary key of ${table}, the one over ${listOf(own)} would have to go first, and that is for a person to say.`,
            explanation: [
              `A table has one primary key. Other columns that are to be unique get a unique constraint, which a foreign key can reference just as well: ALTER TABLE ${fullName(relation)} ADD UNIQUE (${one.columns.map(displayIdent).join(', ')}); both allow no duplicate.`,
              `If the key is really to change, drop the old one in the same statement, DROP CONSTRAINT ${displayIdent(index.name)}, ADD PRIMARY KEY (…);${references === 0 ? '' : ` ${references} foreign ${references === 1 ? 'key references' : 'keys reference'} ${table}, and those that stand on the old key need it as a unique constraint, or have to move first.`} A model with two primary keys often means one key over both columns: PRIMARY KEY (${[...own, ...one.columns].map(displayIdent).join(', ')}).`,
            ],
            questions: stored ? [{ table: relation, duplicatesOf: one.columns }] : [],
          }),
        ];
      }),
    );
  },
};
