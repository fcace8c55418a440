import type { Dependent } from '../../catalog/dependent.ts';
import { identity } from '../../catalog/fingerprint/identity.ts';
import type { Step } from '../step.ts';

/** Takes away what stands in the way of the change, in the order of the list. */
export function liftDependents(dependents: readonly Dependent[]): Step {
  return step('lift-dependents', 'lift', dependents, (one) => one.drop);
}

/** Lays it back from the catalog's own definitions, in reverse order. */
export function layDependents(dependents: readonly Dependent[]): Step {
  return step('lay-dependents', 'lay back', [...dependents].reverse(), (one) => one.restore);
}

function step(
  kind: string,
  verb: string,
  dependents: readonly Dependent[],
  sql: (dependent: Dependent) => readonly string[],
): Step {
  return {
    kind,
    title: `${verb} ${dependents.map((one) => one.description).join(', ')}`,
    sql: dependents.flatMap(sql),
    locks: dependents.flatMap((one) =>
      one.locks.map(
        (table) =>
          ({
            table,
            mode: one.kind === 'foreign key' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE',
          }) as const,
      ),
    ),
    hazards: [],
    // A view's columns take the types of what they show.
    changes: dependents
      .filter((one) => one.kind === 'view' || one.kind === 'materialized view')
      .map((one) => ({
        identity: `${identity('column', one.object.schema, one.object.name)}.*`,
        facts: ['type', 'collation'],
      })),
  };
}
