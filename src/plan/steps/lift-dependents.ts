import type { Dependent } from '../../catalog/dependent.ts';
import { identity, partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import type { PlannedChange, Step } from '../step.ts';

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
    changes: dependents.flatMap(changesOf),
  };
}

/** A view's columns take the types of what they show; expressions over a retyped column get other casts. */
function changesOf({ kind, object, locks }: Dependent): PlannedChange[] {
  const castsOnly = { facts: [], castsOnly: true } as const;
  const table = locks[0] ?? object;
  switch (kind) {
    case 'view':
    case 'materialized view':
      return [
        {
          identity: `${identity('column', object.schema, object.name)}.*`,
          facts: ['type', 'collation'],
        },
        { identity: relationIdentity(kind, object), ...castsOnly },
      ];
    case 'policy':
    case 'trigger':
    case 'rule':
      return [{ identity: partIdentity(kind, table, object.name), ...castsOnly }];
    case 'generated column':
      return [{ identity: `${identity('column', object.schema, object.name)}.*`, ...castsOnly }];
    default:
      return [];
  }
}
