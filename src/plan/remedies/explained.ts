import { isExplained } from '../../diagnose/explained-kinds.ts';
import type { ExplainedKind } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { CountedTable } from '../../values/count-tables.ts';
import type { Finding, FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { repairExplained } from './repair-explained.ts';

/** What is the matter, what was counted, and why it is not repaired, or by which choice. */
export function planExplained(
  { fault, facts }: FindingOf<ExplainedKind>,
  { catalog, options }: PlanContext,
): PlannedPart {
  const counted = facts.flatMap((one) => sentenceOf(one) ?? []);
  const explanation = [...fault.explanation, ...(counted.length === 0 ? [] : [counted.join(' ')])];
  const repair = repairExplained(catalog, fault);
  if (repair === null) return { ...emptyPart, refusals: [fault.refusal], explanation };
  const { remedy, question, steps, undo, outcome } = repair;
  const chosen = options.chosen[fault.id] ?? options.chosen[fault.kind];
  const decided = question === null || chosen === remedy.kind;
  return {
    ...emptyPart,
    explanation,
    remedies: [remedy],
    chosen: decided ? remedy.kind : null,
    decisions: decided
      ? []
      : [
          {
            fault: fault.id,
            question,
            options: [
              { flag: `--choose '${fault.kind}=${remedy.kind}'`, effect: `yes: ${remedy.title}` },
            ],
          },
        ],
    before: steps,
    undo,
    outcome: [outcome],
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
