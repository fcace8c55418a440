import type { Dependent } from '../dependent.ts';
import type { DependencyNode } from './dependency-graph.ts';

/** What stands on a view that is dropped and made again, and cannot be made again itself. */
export function refusedNode({ description }: DependencyNode): Dependent {
  return {
    kind: 'row type',
    description,
    object: { schema: '', name: description },
    locks: [],
    handling: 'refused',
    drop: [],
    restore: [],
    reason: `The ${description} stands on a view that would have to be dropped and made again.`,
  };
}

/** Each dependent once: a trigger that is reached through several partitions is one. */
export function distinctDependents(dependents: readonly Dependent[]): Dependent[] {
  const seen = new Set<string>();
  return dependents.filter((one) => {
    const key = `${one.kind} ${one.description} ${one.reason ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
