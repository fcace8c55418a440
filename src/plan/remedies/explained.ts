import { isExplained } from '../../diagnose/explained-kinds.ts';
import type { ExplainedFault, ExplainedKind } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { CountedTable } from '../../values/count-tables.ts';
import type { ExplainedFacts } from '../../values/facts.ts';
import type { Finding, FindingOf } from '../finding.ts';
import type { Decision, Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { type ExplainedRepair, repairExplained } from './repair-explained.ts';

/** What is the matter, what was counted, and why it is not repaired, or by which choice. */
export function planExplained(
  { fault, facts }: FindingOf<ExplainedKind>,
  { catalog, options }: PlanContext,
): PlannedPart {
  const counted = facts.tables.flatMap((one) => sentenceOf(one) ?? []);
  const explanation = [...fault.explanation, ...(counted.length === 0 ? [] : [counted.join(' ')])];
  const counts = countsOf(fault, facts);
  const repairs = repairExplained(catalog, fault, facts.tables, options.journalSchema);
  const chosen = options.chosen[fault.id] ?? options.chosen[fault.kind];
  const repair =
    repairs.find(({ remedy }) => remedy.kind === chosen) ??
    repairs.find(({ question }) => question === null);
  const [first] = repairs;
  if (first === undefined) {
    const remedies = byHand(fault);
    return { ...emptyPart, refusals: [fault.refusal], explanation, counts, remedies };
  }
  const remedies = repairs.map(({ remedy }) => remedy);
  if (repair === undefined) {
    return { ...emptyPart, explanation, counts, remedies, decisions: [decisionOf(fault, repairs)] };
  }
  const { instead } = repair;
  return {
    ...emptyPart,
    explanation,
    counts,
    remedies,
    chosen: repair.remedy.kind,
    before: repair.steps,
    undo: repair.undo,
    outcome: [repair.outcome],
    tables: repair.tables ?? [],
    answer: instead?.sql === '' ? instead.commandTag : null,
    amended: instead === undefined || instead.sql === '' ? null : instead,
  };
}

function decisionOf(
  { id, kind }: ExplainedFault<ExplainedKind>,
  repairs: readonly ExplainedRepair[],
): Decision {
  return {
    fault: id,
    question: repairs[0]?.question ?? '',
    options: repairs.map(({ remedy }) => ({
      flag: `--choose '${kind}=${remedy.kind}'`,
      effect: `${repairs.length === 1 ? 'yes: ' : ''}${remedy.title}`,
    })),
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

function sentenceOf(counted: CountedTable): string | null {
  const { missing } = counted;
  const known = rowsOf(counted);
  if (missing === null || known === null) return known;
  const from = displayQualified(missing.from);
  return `${known} ${missing.rows === 0 ? `It holds every row of ${from}.` : `It lacks ${missing.rows === 1 ? '1 row' : `${missing.rows} rows`} of ${from}.`}`;
}

function rowsOf({ table, rows, atLeast, duplicates }: CountedTable): string | null {
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
