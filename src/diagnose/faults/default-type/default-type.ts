import { findRelation } from '../../../catalog/lookup.ts';
import { displayIdent } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import { explained, writtenName } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';

/** A default whose type is not the column's, and that PostgreSQL does not cast by itself. */
export const defaultType: FaultDetector = {
  kind: 'default-type',
  sqlstates: ['42804'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    const declarations = statements.flatMap((one) => one.declarations);
    // Types of keys and changes of types end with the same SQLSTATE, and belong to other kinds.
    if (
      declarations.some((one) => one.kind === 'foreign-key' || one.kind === 'alter-column-type')
    ) {
      return [];
    }
    return declarations.flatMap((one): ExplainedFault<'default-type'>[] => {
      if (one.kind === 'set-default' && one.expression !== null) {
        const type = findRelation(catalog, one.table)?.columns.find(
          ({ name }) => name === one.column,
        )?.type.sql;
        return type === undefined
          ? []
          : [faultOf(writtenName(one.table), one.column, type, one.expression)];
      }
      const [table, columns] =
        one.kind === 'create-table'
          ? [one.table, one.columns]
          : one.kind === 'add-column'
            ? [one.table, [one.column]]
            : [null, []];
      if (table === null) return [];
      return columns.flatMap((column) =>
        // PostgreSQL tells of one column and in words: of several with a default, none is named here.
        column.default === null || columns.filter((other) => other.default !== null).length > 1
          ? []
          : [faultOf(writtenName(table), column.name, column.type.text, column.default)],
      );
    });
  },
};

function faultOf(
  table: string,
  column: string,
  type: string,
  expression: string,
): ExplainedFault<'default-type'> {
  const place = `${table}.${displayIdent(column)}`;
  return explained({
    kind: 'default-type',
    id: place,
    headline: `the default ${expression} has another type than ${place}, which is ${type}`,
    refusal: `Which of the two is meant, the type ${type} or the default, only the author of the migration knows.`,
    explanation: [
      `A default is an expression of its own type, and becomes the column's value by an assignment cast. From text to uuid, integer or an enum there is none: a quoted constant takes the column's type, an expression that is text already does not.`,
      `Keep the column ${type}, the type that its keys and references have, and write the default without the cast, or with a cast to ${type}: ALTER TABLE ${table} ALTER COLUMN ${displayIdent(column)} SET DEFAULT (${expression})::${type}; A model that declares a string with a generated uuid as default writes this: declare the column as uuid there.`,
    ],
  });
}
