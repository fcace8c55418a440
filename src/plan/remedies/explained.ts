import { isExplained } from '../../diagnose/explained-kinds.ts';
import type { ExplainedFault, ExplainedKind } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { CountedTable } from '../../values/count-tables.ts';
import type { ExplainedFacts } from '../../values/facts.ts';
import type { Finding, FindingOf } from '../finding.ts';
import type { Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { repairExplained } from './repair-explained.ts';

/** What is the matter, what was counted, and why it is not repaired, or by which choice. */
export function planExplained(
  { fault, facts }: FindingOf<ExplainedKind>,
  { catalog, options }: PlanContext,
): PlannedPart {
  const counted = facts.tables.flatMap((one) => sentenceOf(one) ?? []);
  const explanation = [...fault.explanation, ...(counted.length === 0 ? [] : [counted.join(' ')])];
  const repair = repairExplained(catalog, fault);
  const counts = countsOf(fault, facts);
  if (repair === null) {
    return {
      ...emptyPart,
      refusals: [fault.refusal],
      explanation,
      counts,
      remedies: byHand(fault),
    };
  }
  const { remedy, question, steps, undo, outcome } = repair;
  const chosen = options.chosen[fault.id] ?? options.chosen[fault.kind];
  const decided = question === null || chosen === remedy.kind;
  return {
    ...emptyPart,
    explanation,
    counts,
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

/** What pgmend does not do and a person can. */
function byHand({ advice, refusal }: ExplainedFault<ExplainedKind>): Remedy[] {
  return advice === undefined
    ? []
    : [{ kind: 'by-hand', title: advice, recommended: true, reason: refusal }];
}

function countsOf(
  { probe }: ExplainedFault<ExplainedKind>,
  { tables, probe: answer }: ExplainedFacts,
): string[] {
  const counted = tables.flatMap((one) => sentenceOf(one) ?? []);
  if (probe === undefined || probe.kind === 'rows' || answer === null) return counted;
  const { matched, unmatched } = answer;
  const what = probe.kind === 'elements' ? 'elements' : 'values';
  const target = displayQualified(probe.key.referenced.table);
  const rest =
    unmatched === 0 ? 'none leads nowhere' : `${unmatched} are keys of no row of ${target}`;
  return [
    `${matched} of ${matched + unmatched} ${what} are keys of ${target}; ${rest}.`,
    ...counted,
  ];
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
