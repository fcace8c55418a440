import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { keyName } from '../../values/find-orphans.ts';
import type { FindingOf } from '../finding.ts';
import type { Decision, Unmatched } from '../plan.ts';

/** What only the user can say about orphans; null where nothing is to be asked. */
export function decideOrphans(
  { fault, facts }: FindingOf<'orphans'>,
  unmatched: Unmatched | null,
  schema: string,
): Decision | null {
  if (unmatched === 'set-aside' || unmatched === 'discard') return null;
  const journal = displayIdent(schema);
  const going = (facts.removal?.tables ?? [])
    .filter((one) => one.rows > 0)
    .map((one) => `${one.rows} of ${displayQualified(one.table)}`)
    .join(', ');
  const removing: Decision['options'] = [
    {
      flag: '--unmatched set-aside',
      effect: `move whole rows to ${journal}.kept_rows: ${going}; undo brings them back`,
    },
    { flag: '--unmatched discard', effect: `delete these rows: ${going}` },
  ];
  const bound = facts.keys.filter((one) => one.clears.length === 0);
  if (bound.length > 0) {
    return {
      fault: fault.id,
      question: `${bound.map(({ key, orphans }) => `${orphans} ${orphans === 1 ? 'row' : 'rows'} of ${displayQualified(key.referencing.table)} ${orphans === 1 ? 'references' : 'reference'} nothing, and ${keyName(key.referencing)} is NOT NULL`).join('; ')}. What shall become of them?`,
      options: removing,
    };
  }
  if (unmatched !== null) return null;
  const lost = facts.keys.filter(
    ({ rows, nulls, orphans, meant, referencedRows }) =>
      rows - nulls === orphans && meant > 0 && (meant > 1 || !referencedRows),
  );
  if (lost.length === 0) return null;
  return {
    fault: fault.id,
    question: `${lost.map(({ key, orphans, referencedRows }) => `not one of the ${orphans} references of ${keyName(key.referencing)} leads anywhere${referencedRows ? '' : `, for ${displayQualified(key.referenced.table)} is empty`}`).join('; ')}. Is that the right table, and are its rows loaded?`,
    options: [
      {
        flag: '--unmatched keep',
        effect: `make them NULL all the same, and keep the values in ${journal}.kept_values`,
      },
      ...removing,
    ],
  };
}
