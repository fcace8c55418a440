import { isExplained } from '../../diagnose/explained-kinds.ts';
import type { ExplainedKind } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { CountedTable } from '../../values/count-tables.ts';
import type { Finding, FindingOf } from '../finding.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';

/** The kinds that are not repaired: why not, what is the matter, and what was counted. */
export function planExplained({ fault, facts }: FindingOf<ExplainedKind>): PlannedPart {
  const counted = facts.flatMap((one) => sentenceOf(one) ?? []);
  return {
    ...emptyPart,
    refusals: [fault.refusal],
    explanation: [...fault.explanation, ...(counted.length === 0 ? [] : [counted.join(' ')])],
  };
}

/** Whether a finding is of a kind that is only explained. */
export function isExplainedFinding(finding: Finding): finding is FindingOf<ExplainedKind> {
  return isExplained(finding.fault);
}

function sentenceOf({ table, rows, atLeast, duplicates }: CountedTable): string | null {
  if (rows === null) return null;
  const name = displayQualified(table);
  const first = `${name} has ${atLeast ? `${rows} rows or more` : rows === 1 ? '1 row' : `${rows} rows`}.`;
  if (duplicates === null) return first;
  const columns = duplicates.columns.map(displayIdent).join(', ');
  const second =
    duplicates.values === 0
      ? `No value of (${columns}) is a duplicate.`
      : `${duplicates.values === 1 ? 'One value' : `${duplicates.values} values`} of (${columns}) ${duplicates.values === 1 ? 'is' : 'are'} there more than once: as long as there are duplicates, no key can stand on it.`;
  return `${first} ${second}`;
}
