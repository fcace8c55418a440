import type { Dependent } from '../catalog/dependent.ts';
import { withoutCasts } from '../catalog/fingerprint/without-casts.ts';

/**
 * Dependents for an undo: those that the mend lifted are laid back by the definitions of before, since the casts that
 * the server wrote into them meanwhile would stay, and those that it left out would be missing: what is refused as
 * written for today's type is not, with them. One that somebody has changed in more than casts keeps its own.
 */
export function asTheyWere(
  dependents: readonly Dependent[],
  before: readonly Dependent[],
): Dependent[] {
  return dependents.map((one) => {
    const old = before.find(
      (other) => other.kind === one.kind && other.description === one.description,
    );
    if (old === undefined || old.handling !== 'lifted' || one.restore.length === 0) return one;
    const restore = old.asItIs ?? old.restore;
    const same = withoutCasts(restore.join('\n')) === withoutCasts(one.restore.join('\n'));
    return same ? { ...one, handling: 'lifted', reason: null, restore } : one;
  });
}
