import { isKeyColumn } from '../../catalog/is-key-column.ts';
import { relationByOid } from '../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { FoundColumn } from '../../values/found-column.ts';
import { isInteger } from '../../values/type-family.ts';
import { describeMapping } from '../describe-mapping.ts';
import type { FindingOf } from '../finding.ts';
import { notOwned } from '../not-owned.ts';
import type { Decision, Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { type Amendment, emptyPart, type PlannedPart } from '../planned-part.ts';
import { planConversions } from './plan-conversions.ts';

type TypeChangeFinding = FindingOf<'blocked-type-change' | 'type-change-fails'>;

/** The plan changes the types itself, of all columns that have to go together, and the statement counts as done. */
export function planTypeChange(finding: TypeChangeFinding, context: PlanContext): PlannedPart {
  const { fault, facts } = finding;
  if (fault.changes.length === 0) return alreadyOfThatType(finding);
  const choice = context.options.chosen[fault.id] ?? context.options.chosen[fault.kind];
  const rekey = choice === 'rekey' && facts.rekeyed !== null;
  const columns = rekey ? (facts.rekeyed ?? []) : facts.columns;
  const refusals = [
    ...fault.conflicts,
    ...fault.changes.flatMap((one) => notOwned(context.catalog, one.table)),
    ...(facts.failed === null
      ? []
      : [`The values cannot be looked at one by one: ${facts.failed}.`]),
    ...identityColumns(finding, context),
    ...unreadableKey(finding, context),
  ];
  const { decisions, conversions, ...undecided } = planConversions(fault.id, columns, context);
  refusals.push(...undecided.refusals);
  const chosen = rekey ? 'rekey' : 'retype-together';
  return {
    ...emptyPart,
    remedies: remediesOf(finding, chosen),
    chosen,
    decisions: refusals.length > 0 ? [] : withRekey(finding, decisions, rekey),
    refusals,
    explanation: [explain(finding)],
    conversions,
    answer: fault.rest === '' && refusals.length === 0 ? 'ALTER TABLE' : null,
    amended: amendment(finding),
  };
}

/** A second run of the migration: PostgreSQL refuses the statement although it changes nothing. */
function alreadyOfThatType(finding: TypeChangeFinding): PlannedPart {
  const answer = finding.fault.rest === '' ? 'ALTER TABLE' : null;
  const remedy: Remedy = {
    kind: 'answer-as-done',
    title: 'leave the columns as they are',
    recommended: true,
    reason: 'They are of the types that the statement asks for already.',
  };
  return {
    ...emptyPart,
    remedies: [remedy],
    chosen: remedy.kind,
    answer,
    amended: amendment(finding),
  };
}

/** An identity's numbers are integers; taking the identity away is more than the statement asks for. */
function identityColumns({ fault }: TypeChangeFinding, { catalog }: PlanContext): string[] {
  return fault.changes.flatMap(({ oid, table, column, newType }) => {
    const stored = relationByOid(catalog, oid)?.columns.find((one) => one.name === column);
    if (stored === undefined || stored.identity === null || isInteger(newType)) return [];
    const name = `${displayQualified(table)}.${displayIdent(column)}`;
    return [
      `${name} is an identity column, which PostgreSQL allows for smallint, integer and bigint only: ALTER TABLE ${displayQualified(table)} ALTER COLUMN ${displayIdent(column)} DROP IDENTITY first.`,
    ];
  });
}

/** No value of a key that others rely on can be written in the new type, and none can be made up for it. */
function unreadableKey({ fault, facts }: TypeChangeFinding, { catalog }: PlanContext): string[] {
  if (facts.rekeyed !== null) return [];
  return facts.columns.flatMap(({ mapped, weighed: [best], given }, at) => {
    const change = fault.changes[at];
    if (best === undefined || given || change === undefined) return [];
    const { matched, unmatched } = best.evidence;
    if (matched > 0 || unmatched === 0) return [];
    if (!change.asked || !isKeyColumn(catalog, change.oid, change.column)) return [];
    const name = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
    return [
      `${name} is a key of type ${mapped.type}, and none of its ${unmatched} values is a ${mapped.newType}: there is no cast, and every place that knows these keys, also outside the database, would have to get new ones. Leave the column as it is and declare ${mapped.type} in the migration and the model.`,
    ];
  });
}

function remediesOf({ fault, facts }: TypeChangeFinding, chosen: string): Remedy[] {
  const together: Remedy = {
    kind: 'retype-together',
    title: fault.changes
      .map(
        (one) =>
          `change ${displayQualified(one.table)}.${displayIdent(one.column)} from ${one.type} to ${one.newType}`,
      )
      .join(', '),
    recommended: chosen === 'retype-together',
    reason: facts.columns.map(reasonOf).join(' '),
  };
  if (facts.rekeyed === null || facts.columns.every(isWhole)) return [together];
  const rekey: Remedy = {
    kind: 'rekey',
    title: 'give every value that is no uuid a new one, in the key and in all its references',
    recommended: chosen === 'rekey',
    reason: 'Only the user can say that keys may change: they may be known outside the database.',
  };
  return [together, rekey];
}

function isWhole({ weighed: [best] }: FoundColumn): boolean {
  return best !== undefined && best.evidence.unmatched + best.evidence.ambiguous === 0;
}

function reasonOf({ mapped, weighed: [best] }: FoundColumn): string {
  if (best === undefined) throw new TypeError('a column has at least one weighed mapping');
  const { rows, nulls, matched } = best.evidence;
  const name = `${mapped.table.name}.${mapped.column}`;
  if (rows === nulls) return `${name} holds no value.`;
  return `${matched} of ${rows - nulls} values of ${name} go over: ${describeMapping(mapped, best.mapping)}.`;
}

/** One question for all columns that go together: what becomes of the values is decided for the key and its references. */
function withRekey(
  { fault, facts }: TypeChangeFinding,
  decisions: readonly Decision[],
  rekey: boolean,
): Decision[] {
  const [first] = decisions;
  if (first === undefined || facts.rekeyed === null || rekey) return [...decisions];
  return [
    {
      ...first,
      options: [
        {
          flag: `--choose '${fault.id}=rekey'`,
          effect:
            'every value that is no uuid gets a new one, its references follow, the old values stay in the journal',
        },
        ...first.options,
      ],
    },
  ];
}

function amendment({ fault }: TypeChangeFinding): Amendment | null {
  if (fault.rest === null || fault.rest === '') return null;
  const changes = fault.changes
    .filter((one) => one.asked)
    .map((one) => `${one.column}: ${one.type} → ${one.newType} is done by the plan`);
  return { sql: fault.rest, changes };
}

function explain({ fault }: TypeChangeFinding): string {
  const asked = fault.changes.filter((one) => one.asked);
  const tied = fault.changes.filter((one) => !one.asked);
  const list = (changes: typeof asked) =>
    changes
      .map(
        (one) =>
          `${displayQualified(one.table)}.${displayIdent(one.column)} from ${one.type} to ${one.newType}`,
      )
      .join(', ');
  const together =
    tied.length === 0
      ? ''
      : ` Foreign keys tie it to ${tied.length === 1 ? 'a column that has' : `${tied.length} columns that have`} to change with it: ${list(tied)}.`;
  return `The statement changes ${list(asked)}.${together}`;
}
