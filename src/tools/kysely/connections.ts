import type { Target } from '../../postgres/target.ts';

/** None: a script of the project's own connects, and no configuration says where to. */
export async function connections(): Promise<readonly Target[]> {
  return [];
}
