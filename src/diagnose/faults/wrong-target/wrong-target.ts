import type { Relation } from '../../../catalog/catalog.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import {
  declaredReferences,
  explained,
  fullName,
  listOf,
  namedRelations,
} from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';

/** A foreign key on or to something that is no table: a view, a materialized view, a foreign table. */
export const wrongTarget: FaultDetector = {
  kind: 'wrong-target',
  sqlstates: ['42809'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    return declaredReferences(catalog, statements).flatMap(
      ({ declared, referencing, referenced }) => {
        const sides = [
          { relation: referenced?.relation, referenced: true },
          { relation: referencing?.relation, referenced: false },
        ];
        return sides.flatMap(({ relation, referenced: isReferenced }) => {
          if (relation === undefined || relation === null || isTable(relation)) return [];
          const names = isReferenced ? declared.referencedColumns : declared.columns;
          const tables = namedRelations(catalog).filter(
            (one) =>
              isTable(one) &&
              names.length > 0 &&
              names.every((name) => one.columns.some((column) => column.name === name)),
          );
          return [
            faultOf(relation, isReferenced, displayIdent(declared.table.name), names, tables),
          ];
        });
      },
    );
  },
};

function isTable({ kind }: Relation): boolean {
  return kind === 'table' || kind === 'partitioned table';
}

function faultOf(
  relation: Relation,
  isReferenced: boolean,
  referencing: string,
  names: readonly string[],
  tables: readonly Relation[],
): ExplainedFault<'wrong-target'> {
  const name = displayQualified(relation);
  const reasons: Partial<Record<Relation['kind'], string>> = {
    view: 'A view is a stored query: it has no rows of its own, so it can have no unique index and nothing tells PostgreSQL when a row leaves it.',
    'materialized view':
      'A materialized view is replaced as a whole by every REFRESH: its rows are not guarded one by one.',
    'foreign table':
      'The rows of a foreign table are on another server, where this one can neither lock them nor be told of a change.',
  };
  const reason =
    reasons[relation.kind] ?? `A ${relation.kind} holds no rows that a foreign key could guard.`;
  const others =
    tables.length === 0
      ? ''
      : ` Tables with ${names.length === 1 ? 'a column' : 'columns'} ${listOf(names)}: ${tables.slice(0, 5).map(displayQualified).join(', ')}.`;
  return explained({
    kind: 'wrong-target',
    id: faultId(relation, names),
    headline: `${name} is a ${relation.kind}, not a table: a foreign key cannot ${isReferenced ? `lead from ${referencing} to it` : 'stand on it'}`,
    refusal: `Which table is meant in the place of the ${relation.kind} ${name} only the author of the migration knows.`,
    explanation: [
      `${reason} A foreign key needs a table on both sides.`,
      isReferenced
        ? `Reference the table that ${name} reads from, by its own column, which needs a primary key or a unique constraint; pg_get_viewdef('${fullName(relation)}') shows where a view's columns come from. Or leave the foreign key out: an ORM's relation to a view needs none.${others}`
        : `Lay the foreign key on the table that holds the rows of ${name}.${others}`,
    ],
  });
}
