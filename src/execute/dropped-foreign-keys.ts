import type { Catalog } from '../catalog/catalog.ts';
import { partIdentity } from '../catalog/fingerprint/identity.ts';
import { columnByNumber, relationByOid } from '../catalog/lookup.ts';
import type { Plan } from '../plan/plan.ts';
import type { QualifiedName } from '../postgres/quote.ts';

/** A foreign key that an undo dropped, by its referencing side. */
export interface DroppedForeignKey {
  readonly table: QualifiedName;
  readonly columns: readonly string[];
  readonly constraint: string;
}

/** The foreign keys that a plan drops and does not lay again. @param catalog of before it was carried out. */
export function droppedForeignKeys(catalog: Catalog, { steps }: Plan): DroppedForeignKey[] {
  const identitiesOf = (kind: string) =>
    new Set(
      steps
        .filter((one) => one.kind === kind)
        .flatMap((one) => one.changes.map((change) => change.identity)),
    );
  const [dropped, laid] = [identitiesOf('drop-foreign-keys'), identitiesOf('lay-not-valid')];
  return catalog.constraints.flatMap((one): DroppedForeignKey[] => {
    const table = relationByOid(catalog, one.table);
    if (one.foreignKey === null || table === undefined) return [];
    const { schema, name } = table;
    const identity = partIdentity('constraint', { schema, name }, one.name);
    if (!dropped.has(identity) || laid.has(identity)) return [];
    const columns = one.columns.map((number) => columnByNumber(table, number)?.name ?? '');
    return [{ table: { schema, name }, columns, constraint: one.name }];
  });
}
