import type { Catalog } from '../catalog/catalog.ts';
import { nothingStanding, type Standing } from '../catalog/standing.ts';
import type { Fault } from './fault.ts';
import { standingArrays } from './faults/array-column/standing-arrays.ts';
import { caseTwins } from './faults/case-twins/case-twins.ts';
import {
  duplicateForeignKeys,
  redundantKeys,
} from './faults/duplicate-foreign-key/duplicate-foreign-key.ts';
import { standingParents } from './faults/inheritance-parent/standing-parents.ts';
import { invalidIndexes } from './faults/invalid-index/invalid-index.ts';
import { keysNotEnforced } from './faults/key-not-enforced/key-not-enforced.ts';
import { leftoverTypes } from './faults/leftover-type/leftover-type.ts';
import { narrowReferences } from './faults/narrow-reference/narrow-references.ts';
import { narrowSequences } from './faults/narrow-sequence/narrow-sequence.ts';
import { notValidKeys } from './faults/orphans/orphans.ts';
import { standingMixes } from './faults/persistence-mix/standing-mixes.ts';
import { sequencesBehind } from './faults/sequence-behind/sequence-behind.ts';
import { setNullOnNotNull } from './faults/set-null-on-not-null/set-null-on-not-null.ts';
import { inferCompositeReferences } from './infer-composite-references.ts';
import { inferMissingKeys } from './infer-missing-keys.ts';
import { inferOrphans } from './infer-orphans.ts';
import { inferFaults } from './infer-references.ts';
import { namedReferences } from './named-references.ts';
import { ownForeignKeys } from './own-foreign-keys.ts';

/**
 * Everything that a database shows to be wrong without a statement, each once: what is declared first, then what only
 * names suggest, which the caller confirms by values (as he counts what a NOT VALID key or a sequence leaves open).
 */
export function diagnoseCatalog(catalog: Catalog, standing: Standing = nothingStanding): Fault[] {
  const duplicates = duplicateForeignKeys(catalog);
  const redundant = redundantKeys(duplicates);
  const unchecked = keysNotEnforced(catalog, standing);
  // What a twin says is said once, and of a key that is not checked that is what has to be mended.
  const passed = new Set([...redundant, ...unchecked.map((one) => one.constraintOid)]);
  return [
    ...notValidKeys(catalog, passed),
    ...unchecked,
    ...setNullOnNotNull(catalog).filter((one) => !redundant.has(one.constraintOid)),
    ...duplicates,
    ...standingParents(catalog),
    ...invalidIndexes(catalog, standing),
    ...caseTwins(catalog),
    ...leftoverTypes(catalog, standing),
    ...sequencesBehind(catalog, standing),
    ...narrowSequences(catalog, standing),
    ...narrowReferences(catalog, 'catalog'),
    ...inferFaults(catalog),
    ...inferCompositeReferences(catalog),
    ...inferMissingKeys(catalog),
    ...inferOrphans(catalog, standing),
    ...standingArrays(catalog, standing),
    ...standingMixes(catalog, standing),
  ];
}

/**
 * Does what {@link diagnoseCatalog} needs and that takes long in a large database, while the server still answers other
 * queries: it is remembered with the catalog.
 */
export function prepareDiagnosis(catalog: Catalog): Catalog {
  ownForeignKeys(catalog);
  namedReferences(catalog);
  return catalog;
}
