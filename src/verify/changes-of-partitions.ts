import type { Catalog } from '../catalog/catalog.ts';
import { partIdentity } from '../catalog/fingerprint/identity.ts';
import { childrenOf } from '../catalog/lookup.ts';
import type { PlannedChange } from '../plan/step.ts';

/** The same changes of columns in the partitions, however deep: what is altered in the table is altered in them. */
export function changesOfPartitions(
  catalog: Catalog,
  changes: readonly PlannedChange[],
): PlannedChange[] {
  const further: PlannedChange[] = [];
  for (const relation of catalog.relations) {
    if (relation.kind !== 'partitioned table') continue;
    const partitions = childrenOf(catalog, relation).filter((one) => one.isPartition);
    for (const { name } of partitions.length === 0 ? [] : relation.columns) {
      const identity = partIdentity('column', relation, name);
      const own = changes.filter((one) => one.identity === identity);
      further.push(
        ...partitions.flatMap((one) =>
          own.map(({ facts }) => ({ identity: partIdentity('column', one, name), facts })),
        ),
      );
    }
  }
  return further.length === 0 ? [] : [...further, ...changesOfPartitions(catalog, further)];
}
