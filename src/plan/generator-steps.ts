import type { Catalog } from '../catalog/catalog.ts';
import { columnByName, findRelation } from '../catalog/lookup.ts';
import { isInteger } from '../values/type-family.ts';
import type { Conversion } from './plan.ts';
import type { Step } from './step.ts';
import {
  addIdentity,
  createSequence,
  dropIdentity,
  dropSequence,
  layIdentity,
  resumeSequence,
  retypeSequence,
} from './steps/generators.ts';

/** What fills the columns of a change of types, around that change. */
export interface GeneratorSteps {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

/** Takes away what cannot fill a column of the new type, and gives it what does. */
export function generatorSteps(conversions: readonly Conversion[]): GeneratorSteps {
  const before: Step[] = [];
  const after: Step[] = [];
  for (const { mapped, generator } of conversions) {
    if (generator === undefined || generator === null) continue;
    const { lifted, retyped, identity } = generator;
    if (lifted !== null && lifted.identity !== null) before.push(dropIdentity(mapped, lifted));
    if (lifted !== null && lifted.identity === null) after.push(dropSequence(lifted));
    if (retyped !== null && retyped.identity === null) {
      after.push(retypeSequence(retyped, mapped.newType));
    }
    if (identity !== null) after.push(addIdentity(mapped, identity));
  }
  return { before, after };
}

/**
 * The way back. An identity that the column has got, from the plan or from the statement behind it, goes where the
 * old type can have none.
 *
 * @param conversions as the undo does them.
 */
export function undoneGeneratorSteps(
  catalog: Catalog,
  conversions: readonly Conversion[],
): GeneratorSteps {
  const before: Step[] = [];
  const after: Step[] = [];
  for (const { mapped, generator } of conversions) {
    const relation = findRelation(catalog, mapped.table);
    const column = relation === undefined ? undefined : columnByName(relation, mapped.column);
    if (column !== undefined && column.identity !== null && !isInteger(mapped.newType)) {
      before.push(dropIdentity(mapped, column.ownedSequence));
    }
    if (generator === undefined || generator === null) continue;
    const { lifted, retyped } = generator;
    if (lifted !== null) {
      if (lifted.identity === null) before.push(createSequence(mapped, lifted));
      else after.push(layIdentity(mapped, lifted));
      after.push(resumeSequence(mapped, lifted));
    }
    if (retyped !== null && retyped.identity === null) {
      after.push(retypeSequence(retyped, mapped.newType));
    }
  }
  return { before, after };
}
