import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { type FoundColumn, isWhole } from '../../values/found-column.ts';
import type { OwnedSequence } from '../../values/owned-sequence.ts';
import { describeMapping } from '../describe-mapping.ts';
import type { FindingOf } from '../finding.ts';
import type { Conversion, Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { planConversions } from './plan-conversions.ts';

type RekeyFinding = FindingOf<'blocked-type-change' | 'type-change-fails'>;

/** What `pgmend rekey` asks for: the key, every column that references it, and what fills them. */
export function planRekey(finding: RekeyFinding, context: PlanContext): PlannedPart {
  const { fault, facts } = finding;
  const columns = facts.rekeyed ?? facts.columns;
  const { decisions, refusals, conversions } = planConversions(fault.id, columns, context);
  const refused = [
    ...fault.conflicts,
    ...(facts.failed === null
      ? []
      : [`The values cannot be looked at one by one: ${facts.failed}.`]),
    ...refusals,
  ];
  return {
    ...emptyPart,
    remedies: [remedyOf(finding)],
    chosen: 'rekey',
    decisions: refused.length > 0 ? [] : decisions,
    refusals: refused,
    explanation: [explain(finding)],
    conversions,
    outcome: conversions.flatMap(outcomeOf),
  };
}

function remedyOf({ fault, facts }: RekeyFinding): Remedy {
  const columns = facts.rekeyed ?? facts.columns;
  const [key] = columns;
  const how =
    key?.weighed[0] === undefined ? '' : `: ${describeMapping(key.mapped, key.weighed[0].mapping)}`;
  const left = columns.filter((one) => !isWhole(one)).map((one) => nameOf(one.mapped));
  return {
    kind: 'rekey',
    title: fault.changes
      .map((one) => `change ${nameOf(one)} from ${one.type} to ${one.newType}`)
      .join(', '),
    recommended: true,
    reason: [
      left.length === 0
        ? `Every key goes over${how}.`
        : `Not every value of ${left.join(', ')} goes over${how}.`,
      ...(facts.rekeyed === null ? [] : facts.columns.slice(0, 1).map(newOnes)),
    ].join(' '),
  };
}

/** Of the key itself, how many values are none of the new type. */
function newOnes({ mapped, weighed: [plain] }: FoundColumn): string {
  const { rows, nulls, unmatched } = plain?.evidence ?? { rows: 0, nulls: 0, unmatched: 0 };
  return `${unmatched} of ${rows - nulls} keys in ${nameOf(mapped)} are no ${mapped.newType}, and get new ones.`;
}

function explain({ fault }: RekeyFinding): string {
  const tied = fault.changes.filter((one) => !one.asked).map(nameOf);
  return tied.length === 0
    ? 'No foreign key references this column: only what is declared is changed along.'
    : `Foreign keys tie to it what changes along: ${tied.join(', ')}. What holds these keys without a foreign key, also outside the database, stays as it is.`;
}

/** What fills the column from then on, where that changes. */
function outcomeOf({ mapped, default: converted, generator }: Conversion): string[] {
  const name = nameOf(mapped);
  if (generator?.identity)
    return [`${name} is an identity column (${sequenceName(generator.identity)}).`];
  const retyped = generator?.retyped ?? null;
  if (retyped !== null) return [`${sequenceName(retyped)} counts as ${mapped.newType}.`];
  const filled =
    converted === null || converted.after === converted.before
      ? []
      : [
          converted.after === null
            ? `${name} has no default any more.`
            : `${name} is filled by ${converted.after}.`,
        ];
  const lifted = generator?.lifted ?? null;
  return lifted === null
    ? filled
    : [...filled, `${sequenceName(lifted)} is gone; undo makes it again.`];
}

function sequenceName(sequence: Pick<OwnedSequence, 'schema' | 'name'>): string {
  return displayQualified(sequence);
}

function nameOf({
  table,
  column,
}: {
  readonly table: { readonly schema: string; readonly name: string };
  readonly column: string;
}): string {
  return `${displayQualified(table)}.${displayIdent(column)}`;
}
