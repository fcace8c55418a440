import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import type { Fingerprint, FingerprintDifference } from '../../catalog/fingerprint.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified } from '../../postgres/quote.ts';
import { compareFingerprints } from '../../verify/compare-fingerprints.ts';
import type { Proof } from '../../verify/proof.ts';
import { isCapture } from './capture-sql.ts';
import type { LiveDesign } from './live-design.ts';

/** @throws PgmendError `changed-since` when somebody has altered what this execution works with. */
export function refuseChanged(began: Fingerprint, now: Fingerprint, design: LiveDesign): void {
  const names = design.tables.map((one) => displayQualified(one.table));
  const changed = compareFingerprints(withoutCapture(began), withoutCapture(now)).find((one) =>
    isAbout(one, design),
  );
  if (changed === undefined) return;
  throw new PgmendError(
    'changed-since',
    `The schema has changed since this began: ${changed.identity}. What was copied of ${names.join(', ')} is no longer what it has to be.`,
    'Take it back, and start again: pgmend undo',
    1,
  );
}

/** The difference is one of the tables, or of what names them. */
function isAbout({ identity, before, after }: FingerprintDifference, design: LiveDesign): boolean {
  const names = design.tables.flatMap((table) =>
    table.members.map(({ copy }) => partIdentity('column', copy, '').slice('column '.length, -3)),
  );
  const others = design.dependents.map(({ object }) =>
    partIdentity('column', object, '').slice('column '.length, -3),
  );
  return [...names, ...others].some((name) =>
    [identity, before ?? '', after ?? ''].some((text) => mentions(text, name)),
  );
}

/** A proof in which what others have changed in unrelated places is not blamed. */
export function toldApart(proof: Proof, design: LiveDesign): Proof {
  const elsewhere = proof.unplanned.filter((one) => !isAbout(one, design));
  const unplanned = proof.unplanned.filter((one) => isAbout(one, design));
  return { ...proof, passed: unplanned.length === 0, unplanned, elsewhere };
}

function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w"$]/.test(text[at - 1] ?? ' ') && !/[\w$]/.test(text[at + name.length] ?? ' '))
      return true;
  }
  return false;
}

/** Without the triggers that capture changes, which come and go with the execution. */
export function withoutCapture(fingerprint: Fingerprint): Fingerprint {
  const objects = Object.fromEntries(
    Object.entries(fingerprint.objects).filter(
      ([identity]) =>
        !(identity.startsWith('trigger ') && isCapture(identity.split('.').at(-1) ?? '')),
    ),
  );
  return Object.keys(objects).length === Object.keys(fingerprint.objects).length
    ? fingerprint
    : { objects, hash: `${fingerprint.hash}-` };
}
