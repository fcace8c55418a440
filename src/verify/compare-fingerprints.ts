import type { Fingerprint, FingerprintDifference } from '../catalog/fingerprint.ts';

/** Every object that is there in one only, or reads differently, in order of identity. Empty when equal. */
export function compareFingerprints(
  before: Fingerprint,
  after: Fingerprint,
): FingerprintDifference[] {
  if (before.hash === after.hash) return [];
  const identities = new Set([...Object.keys(before.objects), ...Object.keys(after.objects)]);
  return [...identities]
    .sort()
    .map((identity) => ({
      identity,
      before: before.objects[identity] ?? null,
      after: after.objects[identity] ?? null,
    }))
    .filter((one) => one.before !== one.after);
}
