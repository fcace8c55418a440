import { chooseKeyName } from '../../diagnose/choose-constraint-name.ts';
import type { NoUniqueKey } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { KeyFacts } from '../../values/find-duplicates.ts';
import type { FindingOf } from '../finding.ts';
import type { Decision, Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { addKey } from '../steps/add-key.ts';

/**
 * The data say whether the columns are a key: without duplicates the constraint is added, with duplicates nothing
 * can be, whatever is wished. A key that somebody has limited on purpose (a partial index, a deferrable constraint)
 * is a question even where the data would allow it.
 */
export function planNoUniqueKey(
  { fault, facts }: FindingOf<'no-unique-key'>,
  { catalog, options }: PlanContext,
): PlannedPart {
  const { table } = fault.referenced;
  const columns = fault.referenced.columns.map((one) => one.name);
  const kind = keyKind(fault, facts);
  const name = chooseKeyName(catalog, table, kind === 'PRIMARY KEY' ? null : columns);
  const refusals = refusalsOf(fault, facts, kind, name);
  const remedy: Remedy = {
    kind: kind === 'PRIMARY KEY' ? 'add-primary-key' : 'add-unique',
    title: `add ${kind} (${columns.map(displayIdent).join(', ')}) to ${displayQualified(table)}`,
    recommended: refusals.length === 0,
    reason: reasonOf(fault, facts, kind),
  };
  const samples = facts.samples.map(({ value, rows }) => ({ of: nameOf(fault), value, rows }));
  const explanation = explain(fault, facts);
  const base = { ...emptyPart, explanation, samples, counts: countsOf(facts) };
  if (refusals.length > 0) return { ...base, refusals };
  const chosen = options.chosen[fault.id] ?? options.chosen[fault.kind];
  const decisions = decisionsOf(fault, facts, remedy, chosen);
  return {
    ...base,
    remedies: [remedy],
    chosen: decisions.length === 0 ? remedy.kind : null,
    decisions,
    before: [addKey({ table, name, kind, columns, rows: facts.rows })],
    undo: [{ kind: 'key', table, name, foreignKeys: fault.foreignKeys }],
    outcome: [
      `${displayQualified(table)} has ${kind} (${columns.map(displayIdent).join(', ')}), named ${displayIdent(name)}.`,
    ],
  };
}

function countsOf({ rows, duplicateKeys, references }: KeyFacts): string[] {
  const repeats =
    duplicateKeys === 0
      ? `No value repeats in ${rows} ${rows === 1 ? 'row' : 'rows'}`
      : `${duplicateKeys} ${duplicateKeys === 1 ? 'value repeats' : 'values repeat'} in ${rows} rows`;
  return [
    references === null
      ? `${repeats}.`
      : `${repeats}; ${references.matched} of ${references.matched + references.unmatched} references are there.`,
  ];
}

type KeyKind = 'PRIMARY KEY' | 'UNIQUE';

/** A single NOT NULL column that is referenced is the key of a table that has none; anything else is only unique. */
function keyKind({ referenced }: NoUniqueKey, { hasPrimaryKey }: KeyFacts): KeyKind {
  const [only, second] = referenced.columns;
  return !hasPrimaryKey && second === undefined && only?.notNull === true
    ? 'PRIMARY KEY'
    : 'UNIQUE';
}

function reasonOf({ referenced }: NoUniqueKey, facts: KeyFacts, kind: KeyKind): string {
  const unique =
    facts.rows === 0
      ? 'The table is empty'
      : `No two of the ${facts.rows} rows have the same value${facts.nulls === 0 ? '' : ` (${facts.nulls} NULL, which may repeat)`}`;
  return kind === 'PRIMARY KEY'
    ? `${unique}, ${displayIdent(referenced.columns[0]?.name ?? '')} is NOT NULL already, and the table has no primary key.`
    : `${unique}; ${facts.hasPrimaryKey ? 'the primary key stays as it is' : 'a primary key would ask for more than the reference does'}.`;
}

function refusalsOf(fault: NoUniqueKey, facts: KeyFacts, kind: KeyKind, name: string): string[] {
  const { table } = fault.referenced;
  const where = displayQualified(table);
  const columns = fault.referenced.columns.map((one) => displayIdent(one.name)).join(', ');
  if (!facts.stored) {
    return [
      `${where} is made by the statement itself, without a unique key over (${columns}): add UNIQUE (${columns}) to it.`,
    ];
  }
  if (facts.duplicateKeys > 0) {
    return [
      `(${columns}) of ${where} cannot be made unique: ${facts.duplicateKeys} ${facts.duplicateKeys === 1 ? 'value stands' : 'values stand'} in ${facts.duplicateRows} rows, and only you know which of them is meant.`,
    ];
  }
  const invalid = facts.unusable.find((one) => one.because === 'invalid');
  if (invalid !== undefined) {
    const index = displayQualified({ schema: table.schema, name: invalid.name });
    return [
      `The unique index ${displayIdent(invalid.name)} over (${columns}) is there, but invalid: its building was interrupted. Build it again: REINDEX INDEX CONCURRENTLY ${index};`,
    ];
  }
  if (facts.partitionColumns.length > 0) {
    return [
      `${where} is partitioned by ${facts.partitionColumns.join(', ')}, and a unique key of it has to hold the partition key: (${columns}) alone cannot be unique.`,
    ];
  }
  if (!facts.owned) {
    return [
      `Only ${displayIdent(facts.owner ?? '')}, the owner of ${where}, may add the key: ALTER TABLE ${where} ADD CONSTRAINT ${displayIdent(name)} ${kind} (${columns});`,
    ];
  }
  return [];
}

function decisionsOf(
  fault: NoUniqueKey,
  { unusable }: KeyFacts,
  remedy: Remedy,
  chosen: string | undefined,
): Decision[] {
  const limited = unusable.find(({ because }) => because === 'partial' || because === 'deferrable');
  if (limited === undefined || chosen === remedy.kind) return [];
  const why =
    limited.because === 'partial'
      ? `somebody made only some rows unique (${displayIdent(limited.name)} is partial), so others may be meant to repeat`
      : `${displayIdent(limited.name)} is deferrable on purpose, and a key beside it that is not would take that away`;
  return [
    {
      fault: fault.id,
      question: `The values of ${nameOf(fault)} are unique today, but ${why}. Shall they have to be unique from now on?`,
      options: [
        {
          flag: `--choose '${fault.kind}=${remedy.kind}'`,
          effect: `yes: ${remedy.title}`,
        },
      ],
    },
  ];
}

function explain(fault: NoUniqueKey, facts: KeyFacts): string[] {
  const { table } = fault.referenced;
  const where = displayQualified(table);
  const columns = fault.referenced.columns.map((one) => displayIdent(one.name)).join(', ');
  const found = facts.unusable.map((one) => describeUnusable(one, columns));
  const wider = facts.wider.map(
    ({ name, columns: all }) =>
      `${displayIdent(name)} makes (${all.map(displayIdent).join(', ')}) unique together; that does not make (${columns}) unique.`,
  );
  const ways =
    facts.duplicateKeys === 0
      ? []
      : [
          `Ways out: reference ${facts.wider.length > 0 ? `all columns of a key (${facts.wider[0]?.columns.map(displayIdent).join(', ')})` : 'a column that is unique'}, or merge or rename the rows that repeat and then add UNIQUE (${columns}). See them: SELECT ${columns}, count(*) FROM ${where} GROUP BY ${columns} HAVING count(*) > 1;`,
        ];
  return [
    `A foreign key needs one row to point to: (${columns}) of ${where} has no unique constraint, primary key or plain unique index. ${[...found, ...wider].join(' ')}`.trim(),
    ...ways,
  ];
}

function describeUnusable(
  { name, because }: KeyFacts['unusable'][number],
  columns: string,
): string {
  const index = displayIdent(name);
  switch (because) {
    case 'partial':
      return `${index} is unique, but partial: it says nothing about the rows that it leaves out.`;
    case 'expressions':
      return `${index} is unique over an expression, not over the column itself.`;
    case 'invalid':
      return `${index} is unique, but invalid: it may miss rows.`;
    case 'deferrable':
      return `${index} belongs to a DEFERRABLE constraint, which may be violated until the transaction ends.`;
    case 'not unique':
      return `${index} is an index over (${columns}), but not a unique one.`;
  }
}

function nameOf({ referenced }: NoUniqueKey): string {
  const names = referenced.columns.map((one) => displayIdent(one.name)).join(', ');
  return `${displayQualified(referenced.table)}.${referenced.columns.length === 1 ? names : `(${names})`}`;
}
