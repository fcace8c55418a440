import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import { childrenOf, constraintsOf, findRelation, relationByOid } from '../../../catalog/lookup.ts';
import { displayQualified } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import { declaredReferences, explained, fullName } from '../../explained.ts';
import { faultId } from '../../fault-id.ts';

/**
 * The referenced table has tables that inherit from it: their rows are seen in a SELECT from it, and by no foreign key.
 * https://www.postgresql.org/docs/current/ddl-inherit.html#DDL-INHERIT-CAVEATS
 */
export const inheritanceParent: FaultDetector = {
  kind: 'inheritance-parent',
  sqlstates: ['23503'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    const declared = declaredReferences(catalog, statements).flatMap((one) =>
      one.referenced?.relation == null || one.referencing === undefined
        ? []
        : [
            {
              referencing: one.referencing.table,
              columns: one.declared.columns,
              referenced: one.referenced.relation,
              name: one.declared.name,
            },
          ],
    );
    return [...declared, ...validated(catalog, statements)].flatMap((one) => {
      const children = inheriting(catalog, one.referenced);
      if (children.length === 0) return [];
      const parent = displayQualified(one.referenced);
      const names = children.slice(0, 10).map(displayQualified).join(', ');
      return [
        explained({
          kind: 'inheritance-parent',
          id: faultId(one.referencing, one.columns),
          constraint: one.name,
          headline: `${parent} is a parent table: rows in ${names}, which inherit from it, cannot be referenced through it`,
          refusal: `Rows of ${displayQualified(one.referencing)} reference what is stored in ${names}: nothing is wrong with them, and a foreign key to ${parent} would call them wrong.`,
          explanation: [
            `SELECT … FROM ${parent} shows the rows of the tables that inherit from it too; its primary key and a foreign key see only the rows that are stored in ${parent} itself (SELECT … FROM ONLY ${fullName(one.referenced)}). PostgreSQL does not inherit keys.`,
            `Use declarative partitioning (PARTITION BY) in the place of INHERITS: a primary key over a partitioned table holds for all of its partitions, and can be referenced. Until then, reference one of the tables that hold the rows, or check the reference by a trigger; deleting or emptying the rows that seem to reference nothing would lose good references.`,
          ],
          questions: [one.referenced, ...children.slice(0, 10)].map((table) => ({
            table,
            duplicatesOf: null,
            only: true,
          })),
        }),
      ];
    });
  },
};

function inheriting(catalog: Catalog, relation: Relation): readonly Relation[] {
  if (relation.kind !== 'table') return [];
  return childrenOf(catalog, relation).filter((one) => !one.isPartition);
}

function validated(
  catalog: Catalog,
  statements: Parameters<FaultDetector['detect']>[0]['statements'],
) {
  return statements.flatMap(({ declarations }) =>
    declarations.flatMap((one) => {
      if (one.kind !== 'validate-constraint') return [];
      const relation = findRelation(catalog, one.table);
      if (relation === undefined) return [];
      const key = constraintsOf(catalog, relation).find(({ name }) => name === one.name);
      const referenced = relationByOid(catalog, key?.foreignKey?.referencedTable ?? 0);
      if (key === undefined || referenced === undefined) return [];
      const columns = key.columns.flatMap(
        (number) => relation.columns.find((column) => column.number === number)?.name ?? [],
      );
      return [{ referencing: relation, columns, referenced, name: key.name as string | null }];
    }),
  );
}
