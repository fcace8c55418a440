import type { FaultDetector } from './diagnosis-input.ts';
import { arrayColumn } from './faults/array-column/array-column.ts';
import { columnCount } from './faults/column-count/column-count.ts';
import { dataStep } from './faults/data-step/data-step.ts';
import { defaultType } from './faults/default-type/default-type.ts';
import { dependentObjects } from './faults/dependent-objects/dependent-objects.ts';
import { identityType } from './faults/identity-type/identity-type.ts';
import { inheritanceParent } from './faults/inheritance-parent/inheritance-parent.ts';
import { missingColumn } from './faults/missing-column/missing-column.ts';
import { missingConstraint } from './faults/missing-constraint/missing-constraint.ts';
import { missingRelation } from './faults/missing-relation/missing-relation.ts';
import { missingRights } from './faults/missing-rights/missing-rights.ts';
import { notNullOnRows } from './faults/not-null-on-rows/not-null-on-rows.ts';
import { persistenceMix } from './faults/persistence-mix/persistence-mix.ts';
import { secondPrimaryKey } from './faults/second-primary-key/second-primary-key.ts';
import { truncateReferenced } from './faults/truncate-referenced/truncate-referenced.ts';
import { wrongTarget } from './faults/wrong-target/wrong-target.ts';

/** The kinds that pgmend explains and does not repair; a new one is a folder in faults/ and a row here. */
export const explainedDetectors: readonly FaultDetector[] = [
  missingRights,
  wrongTarget,
  persistenceMix,
  missingRelation,
  missingColumn,
  columnCount,
  secondPrimaryKey,
  truncateReferenced,
  dataStep,
  arrayColumn,
  inheritanceParent,
  defaultType,
  identityType,
  missingConstraint,
  notNullOnRows,
  dependentObjects,
];
