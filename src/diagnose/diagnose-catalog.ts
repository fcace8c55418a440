import type { Catalog } from '../catalog/catalog.ts';
import type { Fault } from './fault.ts';
import { narrowReferences } from './faults/narrow-reference/narrow-references.ts';
import { notValidKeys } from './faults/orphans/orphans.ts';
import { inferMissingKeys } from './infer-missing-keys.ts';
import { inferFaults } from './infer-references.ts';

/**
 * Everything that the catalog alone shows to be wrong. Faults declared by names are candidates: the caller confirms
 * them by values.
 */
export function diagnoseCatalog(catalog: Catalog): Fault[] {
  return [
    ...inferFaults(catalog),
    ...inferMissingKeys(catalog),
    ...notValidKeys(catalog),
    ...narrowReferences(catalog, 'catalog'),
  ];
}
