import { relationIdentity } from '../../catalog/fingerprint/identity.ts';
import { relationByOid } from '../../catalog/lookup.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import { fromTable } from '../../values/mapping-sql.ts';
import type { FindingOf } from '../finding.ts';
import type { Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import type { PlannedChange, Step } from '../step.ts';
import { lockTables } from '../steps/lock-tables.ts';
import { ownerRefusal } from './owner-refusal.ts';

/** The sequence goes on behind the highest number. RESTART, unlike setval(), is taken back with its transaction. */
export function planSequenceBehind(
  { fault, facts }: FindingOf<'sequence-behind'>,
  { catalog }: PlanContext,
): PlannedPart {
  const relation = relationByOid(catalog, fault.referencing.oid);
  const column = fault.referencing.columns[0]?.name ?? '';
  if (relation === undefined || facts.highest === null) return emptyPart;
  const name = displayQualified(fault.sequence);
  const place = `${displayQualified(relation)}.${displayIdent(column)}`;
  const restart = String(BigInt(facts.highest) + BigInt(fault.increment));
  const base: PlannedPart = {
    ...emptyPart,
    counts: [`The next number is ${facts.next}, and the highest of ${place} is ${facts.highest}.`],
  };
  const remedy: Remedy = {
    kind: 'restart-sequence',
    title: `let ${name} go on with ${restart}`,
    recommended: true,
    reason: 'No row changes, and the numbers between are free or taken as they were.',
  };
  const refusal = ownerRefusal(relation, `restart ${name}`);
  const refusals = [
    ...(refusal === null ? [] : [refusal]),
    ...(BigInt(restart) > BigInt(fault.maximum)
      ? [
          `${name} ends at ${fault.maximum}, and ${place} holds ${facts.highest} already: it needs a wider type first.`,
        ]
      : []),
  ];
  if (refusals.length > 0) return { ...base, remedies: [remedy], refusals };
  const from = fromTable(relation, relation.kind === 'partitioned table');
  const { table } = fault.referencing;
  return {
    ...base,
    remedies: [remedy],
    chosen: remedy.kind,
    before: [
      { ...lockTables([table], 'SHARE ROW EXCLUSIVE'), early: true },
      {
        ...stepBase(table, []),
        kind: 'check-evidence',
        title: `check that ${facts.highest} is still the highest number of ${place}`,
        sql: [`SELECT max(t.${quoteIdent(column)})::text AS highest FROM ${from} AS t`],
        expect: facts.highest,
        early: true,
      },
      alterSequence(
        fault,
        table,
        `let ${name} go on with ${restart}`,
        `RESTART WITH ${restart}`,
        [],
      ),
    ],
    undo: [
      {
        kind: 'steps',
        steps: [
          alterSequence(
            fault,
            table,
            `let ${name} go on with ${facts.next}, as before`,
            `RESTART WITH ${facts.next}`,
            [],
          ),
        ],
        outcome: `${name} goes on with ${facts.next} again.`,
      },
    ],
    outcome: [`${name} goes on with ${restart}.`],
  };
}

/** The sequence gets its column's type. */
export function planNarrowSequence(
  { fault, facts }: FindingOf<'narrow-sequence'>,
  { catalog }: PlanContext,
): PlannedPart {
  const relation = relationByOid(catalog, fault.referencing.oid);
  const [column] = fault.referencing.columns;
  if (relation === undefined || column === undefined) return emptyPart;
  const name = displayQualified(fault.sequence);
  const base: PlannedPart = {
    ...emptyPart,
    counts: [`The next number is ${facts.next}, and the last one ${fault.maximum}.`],
  };
  const remedy: Remedy = {
    kind: 'widen-sequence',
    title: `make ${name} ${column.type}, like its column`,
    recommended: true,
    reason: 'No row changes and nothing is rewritten.',
  };
  const refusal = ownerRefusal(relation, `change ${name}`);
  if (refusal !== null) return { ...base, remedies: [remedy], refusals: [refusal] };
  const { table } = fault.referencing;
  const changes: PlannedChange[] = [
    {
      identity: relationIdentity('sequence', fault.sequence),
      facts: ['type', 'maximum', 'minimum'],
    },
  ];
  return {
    ...base,
    remedies: [remedy],
    chosen: remedy.kind,
    before: [alterSequence(fault, table, remedy.title, `AS ${column.type}`, changes)],
    undo: [
      {
        kind: 'steps',
        steps: [
          {
            ...stepBase(table, []),
            kind: 'check-sequence',
            title: `check that ${name} is not beyond ${fault.maximum} yet`,
            sql: [
              `SELECT (last_value <= ${fault.maximum})::text AS within FROM ${quoteQualified(fault.sequence)}`,
            ],
            expect: 'true',
          },
          alterSequence(
            fault,
            table,
            `make ${name} ${fault.sequenceType} again`,
            `AS ${fault.sequenceType} MAXVALUE ${fault.maximum}`,
            changes,
          ),
        ],
        outcome: `${name} is ${fault.sequenceType} again.`,
      },
    ],
    outcome: [`${name} is ${column.type}.`],
  };
}

type Table = { readonly schema: string; readonly name: string };

function stepBase(table: Table, changes: readonly PlannedChange[]) {
  return {
    locks: [{ table, mode: 'SHARE ROW EXCLUSIVE' as const }],
    hazards: [],
    changes,
  };
}

function alterSequence(
  { sequence }: { readonly sequence: Table },
  table: Table,
  title: string,
  change: string,
  changes: readonly PlannedChange[],
): Step {
  return {
    ...stepBase(table, changes),
    kind: 'alter-sequence',
    title,
    sql: [`ALTER SEQUENCE ${quoteQualified(sequence)} ${change}`],
  };
}
