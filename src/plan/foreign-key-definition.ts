import type { Catalog, Constraint, ReferentialAction } from '../catalog/catalog.ts';
import { columnByNumber, relationByOid } from '../catalog/lookup.ts';
import { quoteIdent, quoteQualified } from '../postgres/quote.ts';

/**
 * The definition of a foreign key with other actions, from the catalog's own facts, ready for ADD CONSTRAINT; in the
 * order of pg_get_constraintdef(). null where a side of it is not there.
 */
export function foreignKeyDefinition(
  catalog: Catalog,
  constraint: Constraint,
  actions: { readonly onDelete?: ReferentialAction; readonly onUpdate?: ReferentialAction },
): string | null {
  const { foreignKey, columns } = constraint;
  const own = relationByOid(catalog, constraint.table);
  const target = relationByOid(catalog, foreignKey?.referencedTable ?? 0);
  if (foreignKey === null || own === undefined || target === undefined) return null;
  const names = (relation: typeof own, numbers: readonly number[]) =>
    numbers.map((number) => quoteIdent(columnByNumber(relation, number)?.name ?? '')).join(', ');
  const onDelete = actions.onDelete ?? foreignKey.onDelete;
  const onUpdate = actions.onUpdate ?? foreignKey.onUpdate;
  const sets =
    actions.onDelete === undefined && (foreignKey.deleteSets ?? []).length > 0
      ? ` (${names(own, foreignKey.deleteSets ?? [])})`
      : '';
  return [
    `FOREIGN KEY (${names(own, columns)})`,
    `REFERENCES ${quoteQualified(target)} (${names(target, foreignKey.referencedColumns)})`,
    foreignKey.match === 'SIMPLE' ? '' : `MATCH ${foreignKey.match}`,
    onUpdate === 'NO ACTION' ? '' : `ON UPDATE ${onUpdate}`,
    onDelete === 'NO ACTION' ? '' : `ON DELETE ${onDelete}${sets}`,
    constraint.deferrable ? 'DEFERRABLE' : '',
    constraint.initiallyDeferred ? 'INITIALLY DEFERRED' : '',
    constraint.enforced ? '' : 'NOT ENFORCED',
    constraint.validated || !constraint.enforced ? '' : 'NOT VALID',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
