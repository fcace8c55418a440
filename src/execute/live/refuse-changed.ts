import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import type { Fingerprint } from '../../catalog/fingerprint.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified } from '../../postgres/quote.ts';
import { compareFingerprints } from '../../verify/compare-fingerprints.ts';
import { isCapture } from './capture-sql.ts';
import type { LiveDesign } from './live-design.ts';

/** @throws PgmendError `changed-since` when somebody has altered what this execution works with. */
export function refuseChanged(began: Fingerprint, now: Fingerprint, design: LiveDesign): void {
  const names = design.tables.flatMap((table) =>
    table.members.map(({ copy }) => displayQualified({ schema: copy.schema, name: copy.name })),
  );
  const qualified = design.tables.flatMap((table) =>
    table.members.map(({ copy }) => partIdentity('column', copy, '').slice('column '.length, -3)),
  );
  const changed = compareFingerprints(withoutCapture(began), withoutCapture(now)).find(
    ({ identity, before, after }) =>
      qualified.some((name) =>
        [`${identity}\n`, before ?? '', after ?? ''].some((text) => mentions(text, name)),
      ),
  );
  if (changed === undefined) return;
  throw new PgmendError(
    'changed-since',
    `The schema has changed since this began: ${changed.identity}. What was copied of ${names.join(', ')} is no longer what it has to be.`,
    'Take it back, and start again: pgmend undo',
    1,
  );
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
