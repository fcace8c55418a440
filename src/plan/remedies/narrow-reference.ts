import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { KeyReach } from '../../values/find-narrow-reference.ts';
import type { FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { planConversions } from './plan-conversions.ts';

type Narrow = FindingOf<'narrow-reference'>;

/** The narrower columns get the type of their key, and so do the columns that reference them. */
export function planNarrowReference(finding: Narrow, context: PlanContext): PlannedPart {
  const { fault, facts } = finding;
  const planned = planConversions(fault.id, facts.columns, context);
  const notes = facts.reaches.map((reach) => reachSentence(finding, reach));
  return {
    ...emptyPart,
    ...planned,
    refusals: [
      ...planned.refusals,
      ...(facts.failed === null
        ? []
        : [`The values cannot be looked at one by one: ${facts.failed}.`]),
    ],
    counts: notes,
    chosen: 'retype-referencing',
    remedies: [
      {
        kind: 'retype-referencing',
        title: fault.changes
          .map(
            (one) =>
              `change ${displayQualified(one.table)}.${displayIdent(one.column)} from ${one.type} to ${one.newType}`,
          )
          .join(', '),
        recommended: true,
        reason: 'It is the type of the key, so that every value of the key fits; no value changes.',
      },
    ],
  };
}

function reachSentence(
  { fault }: Narrow,
  { pair, current, most, exceeded, ends }: KeyReach,
): string {
  const limit = fault.limits.find((one) => one.pair === pair);
  const own = name(fault.referencing, pair);
  const key = name(fault.referenced, pair);
  const isText = limit?.of === 'text';
  const room = isText ? `${grouped(most)} characters` : `values up to ${grouped(most)}`;
  const holds = `${own} holds ${room}`;
  if (current === null) return `${holds}; no key of ${key} can be seen.`;
  const greatest = isText
    ? `the longest key of ${key} has ${grouped(current)}`
    : `the greatest key of ${key} is ${grouped(current)}`;
  if (exceeded) return `${holds}; ${greatest}: it cannot be referenced.`;
  const left = isText
    ? `${grouped(most - current)} more would fit`
    : `${grouped(most - current)} are left, ${share(current, most)} are used`;
  return `${holds}; ${greatest}: ${left}.${ends ? ' The sequence of the key ends before that.' : ''}`;
}

function name({ table, columns }: Narrow['fault']['referencing'], pair: number): string {
  return `${displayQualified(table)}.${displayIdent(columns[pair]?.name ?? '')}`;
}

function share(part: bigint, whole: bigint): string {
  const tenths = Number((part * 1000n) / (whole === 0n ? 1n : whole));
  return tenths === 0 && part > 0n ? 'less than 0.1 %' : `${tenths / 10} %`;
}

function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}
