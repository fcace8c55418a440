import { isKeyColumn } from '../../catalog/is-key-column.ts';
import { relationByOid } from '../../catalog/lookup.ts';
import type { TypeChange } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { FoundMove } from '../../values/find-moves.ts';
import { type FoundColumn, isWhole } from '../../values/found-column.ts';
import { isInteger } from '../../values/type-family.ts';
import { amendIdentities } from '../amend-identities.ts';
import { describeMapping } from '../describe-mapping.ts';
import type { FindingOf } from '../finding.ts';
import { notOwned } from '../not-owned.ts';
import type { Decision, Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { type Amendment, emptyPart, type PlannedPart } from '../planned-part.ts';
import { moveOption, moveReference, moveRemedy } from './move-reference.ts';
import { planConversions } from './plan-conversions.ts';
import { planRekey } from './rekey.ts';

type TypeChangeFinding = FindingOf<'blocked-type-change' | 'type-change-fails'>;

/** The plan changes the types itself, of all columns that have to go together, and the statement counts as done. */
export function planTypeChange(finding: TypeChangeFinding, context: PlanContext): PlannedPart {
  const { fault, facts } = finding;
  if (fault.way !== undefined) return planRekey(finding, context);
  if (fault.changes.length === 0) return alreadyOfThatType(finding);
  const choice = choiceOf(finding, context);
  const move = chosenMove(finding, choice);
  const rekey = move === null && choice === 'rekey' && facts.rekeyed !== null;
  const columns = move !== null ? [move.column] : rekey ? (facts.rekeyed ?? []) : facts.columns;
  const amended = amendment(finding, context, rekey);
  const refusals = [
    ...(move === null ? fault.conflicts : []),
    ...fault.changes.flatMap((one) => notOwned(context.catalog, one.table)),
    ...(facts.failed === null
      ? []
      : [`The values cannot be looked at one by one: ${facts.failed}.`]),
    ...identityColumns(finding, context),
    ...unreadableKey(finding, context),
    ...(fault.asksIdentity === true && facts.rekeyed === null && facts.failed === null
      ? ['New numbers cannot be made for these keys.']
      : []),
    ...(amended === 'impossible'
      ? ['The sequence that the statement declares cannot start behind the new numbers.']
      : []),
  ];
  const { decisions, conversions, ...undecided } = planConversions(fault.id, columns, context);
  refusals.push(...undecided.refusals);
  const chosen = move !== null ? 'move-reference' : rekey ? 'rekey' : 'retype-together';
  const open = move !== null || rekey ? decisions : withOtherWays(finding, decisions);
  return {
    ...emptyPart,
    remedies: remediesOf(finding, chosen, move),
    chosen: fault.asksIdentity === true && !rekey ? null : chosen,
    decisions: refusals.length > 0 ? [] : open,
    refusals,
    explanation: [explain(finding)],
    conversions,
    answer:
      fault.rest === '' && refusals.length === 0 && fault.asksIdentity !== true
        ? 'ALTER TABLE'
        : null,
    amended: amended === 'impossible' ? null : amended,
    ...(move === null ? {} : moveReference(context.catalog, move)),
  };
}

function choiceOf({ fault }: TypeChangeFinding, { options }: PlanContext): string | undefined {
  const { chosen } = options;
  return (
    chosen[fault.id] ??
    chosen[fault.kind] ??
    (fault.asksIdentity === true ? chosen['identity-type'] : undefined)
  );
}

/** A `--map` names the table that the reference moves to; where only one offers itself, the choice alone does. */
function chosenMove({ facts }: TypeChangeFinding, choice: string | undefined): FoundMove | null {
  const [first, second] = facts.moves;
  if (first === undefined) return null;
  if (first.column.given) return first;
  return choice === 'move-reference' && second === undefined ? first : null;
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
    amended: restOf(finding),
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
  if (facts.rekeyed !== null || facts.moves.some((one) => one.column.given)) return [];
  return facts.columns.flatMap(({ mapped, weighed: [best], given }, at) => {
    const change = fault.changes[at];
    if (best === undefined || given || change === undefined) return [];
    const { matched, unmatched } = best.evidence;
    if (matched > 0 || unmatched === 0) return [];
    if (!change.asked || !isKeyColumn(catalog, change.oid, change.column)) return [];
    const name = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
    return [
      `${name} is a key of type ${mapped.type}, and none of its ${unmatched} values is a ${mapped.newType}: there is no cast, and every place that knows these keys, also outside the database, would have to get new ones. Leave the column as it is and declare ${mapped.type} in the migration and the model; or, where new keys are what you want: pgmend rekey ${displayQualified(mapped.table)}.${displayIdent(mapped.column)} --to ${mapped.newType}.`,
    ];
  });
}

function remediesOf(
  { fault, facts }: TypeChangeFinding,
  chosen: string,
  move: FoundMove | null,
): Remedy[] {
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
  const moves = (move === null ? facts.moves : [move]).map((one) =>
    moveRemedy(one, chosen === 'move-reference'),
  );
  const rekey: Remedy[] =
    facts.rekeyed === null || (facts.columns.every(isWhole) && fault.asksIdentity !== true)
      ? []
      : [
          {
            kind: 'rekey',
            title: `give every value that is no ${fault.changes[0]?.newType ?? 'key'} a new one, in the key and in all its references`,
            recommended: chosen === 'rekey',
            reason:
              'Only the user can say that keys may change: they may be known outside the database.',
          },
        ];
  return [...(fault.asksIdentity === true ? [] : [together]), ...moves, ...rekey];
}

function reasonOf({ mapped, weighed: [best] }: FoundColumn): string {
  if (best === undefined) throw new TypeError('a column has at least one weighed mapping');
  const { rows, nulls, matched } = best.evidence;
  const name = `${mapped.table.name}.${mapped.column}`;
  if (rows === nulls) return `${name} holds no value.`;
  return `${matched} of ${rows - nulls} values of ${name} go over: ${describeMapping(mapped, best.mapping)}.`;
}

/** One question for all columns that go together: what becomes of the values is decided for the key and its references. */
function withOtherWays(
  { fault, facts }: TypeChangeFinding,
  decisions: readonly Decision[],
): Decision[] {
  const [first] = decisions;
  const type = fault.changes[0]?.newType ?? 'key';
  const name = fault.asksIdentity === true ? 'identity-type' : fault.id;
  const rekey = {
    flag: `--choose '${name}=rekey'`,
    effect: `every value that is no ${type} gets a new one, its references follow, the old values stay in the journal`,
  };
  if (fault.asksIdentity === true && facts.rekeyed !== null) {
    return [{ fault: fault.id, question: identityQuestion(fault.changes), options: [rekey] }];
  }
  if (first === undefined) return [];
  const moves = facts.moves.flatMap((one) => moveOption(one) ?? []);
  const further = [...moves, ...(facts.rekeyed === null ? [] : [rekey])];
  if (further.length === 0) return [...decisions];
  return [{ ...first, options: [...further, ...first.options] }];
}

function identityQuestion(changes: readonly TypeChange[]): string {
  const names = (asked: boolean) =>
    changes
      .filter((one) => one.asked === asked)
      .map((one) => `${displayQualified(one.table)}.${displayIdent(one.column)}`)
      .join(', ');
  const type = changes.find((one) => one.asked)?.type ?? '';
  const tied = names(false) === '' ? '' : `, and in ${names(false)} with it`;
  return `${names(true)} is ${type}, and an identity column has to be a number. Shall new numbers take the place of the keys there${tied}?`;
}

/** The rest of the statement, with the sequences that it declares behind the new numbers. */
function amendment(
  finding: TypeChangeFinding,
  { catalog, statement }: PlanContext,
  rekey: boolean,
): Amendment | null | 'impossible' {
  const { fault, facts } = finding;
  const asIs = restOf(finding);
  if (!rekey || facts.highest.every((one) => one === null)) return asIs;
  const text = fault.asksIdentity === true ? statement : (asIs?.sql ?? null);
  if (text === null) return asIs;
  const sql = amendIdentities(text, catalog, fault.changes, facts.highest);
  if (sql === null) return 'impossible';
  const changes = fault.changes.flatMap(({ column }, at) => {
    const last = facts.highest[at] ?? null;
    return last === null || sql === text
      ? []
      : [`${column}: its sequence starts with ${BigInt(last) + 1n}, behind the new numbers`];
  });
  return { sql, changes: [...(asIs?.changes ?? []), ...changes] };
}

function restOf({ fault }: TypeChangeFinding): Amendment | null {
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
  return fault.asksIdentity === true
    ? `The statement makes an identity column of one that is no number: its sequence would fill it with numbers, so that it would have to change: ${list(asked)}.${together}`
    : `The statement changes ${list(asked)}.${together}`;
}
