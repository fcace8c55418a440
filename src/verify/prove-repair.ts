import type { Relation } from '../catalog/catalog.ts';
import { withoutCasts } from '../catalog/fingerprint/without-casts.ts';
import type { Fingerprint, FingerprintDifference } from '../catalog/fingerprint.ts';
import type { PlannedChange } from '../plan/step.ts';
import { compareFingerprints } from './compare-fingerprints.ts';
import type { Proof, TableProof } from './proof.ts';
import type { TableChecksum } from './table-checksum.ts';

/**
 * Compares before and after: the schema may differ by what the plan says, and every table must hold what it had to hold.
 *
 * @param expected checksums of `tables`, in the same order, read through the mappings before anything was altered.
 * @param found the same, read afterwards.
 */
export function proveRepair(
  before: Fingerprint,
  after: Fingerprint,
  changes: readonly PlannedChange[],
  tables: readonly Relation[],
  expected: readonly TableChecksum[],
  found: readonly TableChecksum[],
): Proof {
  const differences = compareFingerprints(before, after);
  const planned = differences.filter((one) => isPlanned(changes, one));
  const unplanned = differences.filter((one) => !planned.includes(one));
  const tableProofs = tables.map((table, at): TableProof => {
    const must = expected[at];
    const is = found[at];
    return {
      table: { schema: table.schema, name: table.name },
      rowsBefore: must?.rows ?? 0,
      rowsAfter: is?.rows ?? 0,
      expectedChecksum: must?.checksum ?? '',
      foundChecksum: is?.checksum ?? '',
    };
  });
  const whole = tableProofs.every(
    (one) => one.rowsBefore === one.rowsAfter && one.expectedChecksum === one.foundChecksum,
  );
  return {
    passed: unplanned.length === 0 && whole,
    fingerprintBefore: before.hash,
    fingerprintAfter: after.hash,
    planned,
    unplanned,
    elsewhere: [],
    tables: tableProofs,
  };
}

/** Several steps may each change something of one object: what they say of it counts together. */
function isPlanned(changes: readonly PlannedChange[], difference: FingerprintDifference): boolean {
  const { identity, before, after } = difference;
  const meant = changes.filter((one) =>
    one.identity.endsWith('*')
      ? identity.startsWith(one.identity.slice(0, -1))
      : identity === one.identity,
  );
  if (meant.some((one) => one.facts === null)) return true;
  if (meant.length === 0 || before === null || after === null) return false;
  const onlyCasts = meant.some((one) => one.castsOnly === true);
  if (onlyCasts && withoutCasts(before) === withoutCasts(after)) return true;
  const facts = meant.flatMap((one) => one.facts ?? []);
  return changedFacts(before, after).every((fact) => facts.includes(fact));
}

/** Names of the lines `name: value` that are not in both. */
function changedFacts(before: string, after: string): string[] {
  const old = before.split('\n');
  const now = after.split('\n');
  const changed = [
    ...old.filter((line) => !now.includes(line)),
    ...now.filter((line) => !old.includes(line)),
  ];
  return changed.map((line) => line.split(':', 1)[0] ?? line);
}
