import { findRelation } from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import { explained, fullName } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { suggestsTable } from '../../suggests-table.ts';

/** A NOT NULL column is added, or NOT NULL set, where rows have no value for it. */
export const notNullOnRows: FaultDetector = {
  kind: 'not-null-on-rows',
  sqlstates: ['23502'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    const declarations = statements.flatMap((one) => one.declarations);
    return declarations.flatMap((one): ExplainedFault<'not-null-on-rows'>[] => {
      const column =
        one.kind === 'add-column' &&
        one.column.notNull &&
        one.column.default === null &&
        one.column.identity === null &&
        one.column.type.serial === null
          ? one.column.name
          : one.kind === 'set-not-null' && one.notNull
            ? one.column
            : null;
      if (column === null || !('table' in one)) return [];
      const relation = findRelation(catalog, one.table);
      if (relation === undefined) return [];
      const told = error.fields.column;
      if (told !== undefined && told !== column) return [];
      const added = one.kind === 'add-column';
      const reference = declarations.find(
        (other) => other.kind === 'foreign-key' && other.columns.includes(column),
      );
      const target = reference?.kind === 'foreign-key' ? reference.referencedTable : null;
      const similar =
        target === null
          ? []
          : relation.columns.filter(
              (other) => other.name !== column && suggestsTable(other.name, target.name),
            );
      const place = `${displayQualified(relation)}.${displayIdent(column)}`;
      const table = fullName(relation);
      const name = displayIdent(column);
      return [
        explained({
          kind: 'not-null-on-rows',
          id: faultId(relation, [column]),
          headline: `${place} is to be NOT NULL, and rows of ${displayQualified(relation)} have no value for it`,
          refusal: `What ${place} holds in the rows that are there is not guessed.`,
          explanation: [
            added
              ? `A new column without a default is NULL in every row that is there already, and NOT NULL refuses that${target === null ? '' : `; which row of ${displayIdent(target.name)} each of them belongs to, the statement does not say`}.`
              : `Rows hold NULL in ${place}, and SET NOT NULL refuses that: SELECT … FROM ${table} WHERE ${name} IS NULL shows them.`,
            `A careful person goes in three steps: ${added ? `add the column without NOT NULL; ` : ''}fill it, UPDATE ${table} SET ${name} = … WHERE ${name} IS NULL; then ALTER TABLE ${table} ALTER COLUMN ${name} SET NOT NULL${target === null ? '' : `, and lay the foreign key to ${displayIdent(target.name)}`}.${similar.length === 0 ? '' : ` ${similar.map((other) => `${displayIdent(other.name)} (${other.type.sql})`).join(', ')} may hold that reference already: then it is a column to rename, or to fill from, not a new one.`} A default only to get past this gives every row the same reference.`,
          ],
          questions: [{ table: relation, duplicatesOf: null }],
        }),
      ];
    });
  },
};
