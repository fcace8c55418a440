import type { OrphanKey } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import { keyName, type OrphanFacts, type WrittenTable } from '../../values/find-orphans.ts';
import { orphanSql } from '../../values/orphan-sql.ts';
import { clearedSql, goesSql } from '../../values/removal-sql.ts';
import type { FindingOf } from '../finding.ts';
import type { Remedy, Unmatched } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart, type PlannedTable } from '../planned-part.ts';
import type { Step } from '../step.ts';
import { checkOrphans, checkRemoval } from '../steps/check-orphans.ts';
import { type ClearedReferences, clearReferences } from '../steps/clear-references.ts';
import { lockTables } from '../steps/lock-tables.ts';
import { collectGoing, goingTable, removeOrphans } from '../steps/remove-orphans.ts';
import { validateForeignKey } from '../steps/validate-foreign-key.ts';
import type { UndoPart } from '../undo-part.ts';
import { decideOrphans } from './decide-orphans.ts';
import { countedOrphans, explainOrphans } from './explain-orphans.ts';

type Orphaned = FindingOf<'orphans'>;

/** References to nothing become NULL where that is allowed; whole rows go only by the user's word. */
export function planOrphans({ fault, facts }: Orphaned, context: PlanContext): PlannedPart {
  const { options } = context;
  const samples = facts.keys.flatMap(({ key, samples: some }) =>
    some.map(({ value, rows }) => ({ of: keyName(key.referencing), value, rows })),
  );
  const base = {
    ...emptyPart,
    samples,
    explanation: explainOrphans(facts),
    counts: facts.keys.map(countedOrphans),
  };
  const refusals = refusalsOf({ fault, facts } as Orphaned, options.unmatched);
  if (refusals.length > 0) return { ...base, refusals };
  const decision = decideOrphans(
    { fault, facts } as Orphaned,
    options.unmatched,
    options.journalSchema,
  );
  if (decision !== null) return { ...base, decisions: [decision] };
  const unmatched = options.unmatched ?? 'keep';
  const removes = unmatched === 'set-aside' || unmatched === 'discard';
  const change = removes
    ? removal(facts, context, unmatched === 'set-aside')
    : clearing(facts, context, unmatched === 'keep');
  const stored = fault.keys.filter((one) => one.state === 'not valid');
  return {
    ...base,
    remedies: [remedyOf(facts.keys, unmatched, options.journalSchema)],
    chosen: remedyKinds[unmatched],
    answer: fault.completes ?? null,
    before: [
      lockTables(
        sorted(
          change.written
            .map((one) => one.table)
            .concat(facts.keys.map((one) => one.sql.referenced.table)),
        ),
        // Rules are kept from firing, which takes that lock.
        change.written.some((one) => one.hasRules) ? 'ACCESS EXCLUSIVE' : 'SHARE ROW EXCLUSIVE',
      ),
      ...facts.keys.map(checkOrphans),
      ...change.early,
    ]
      .map((step): Step => ({ ...step, early: true }))
      .concat(change.steps)
      .concat(stored.map((one) => validateForeignKey(one.referencing.table, one.constraint))),
    tables: change.tables,
    undo: [...fault.keys.flatMap(keyToUndo), ...change.undo],
    numbers: change.numbers,
    outcome: change.outcome,
  };
}

/** The foreign key that stands in the way of the old values: there, laid by the statement, or by whom ever later. */
function keyToUndo({ state, constraint, referencing, referenced }: OrphanKey): UndoPart[] {
  const { table } = referencing;
  switch (state) {
    case 'suggested': {
      const columns = referencing.columns.map((one) => one.name);
      return [{ kind: 'suggested-key', table, columns, referenced: referenced.table }];
    }
    case 'not enforced':
      return [];
    default:
      return [{ kind: 'foreign-key', table, name: constraint, notValid: state !== 'declared' }];
  }
}

const remedyKinds: Readonly<Record<Unmatched, string>> = {
  keep: 'keep-references',
  null: 'clear-references',
  'set-aside': 'set-rows-aside',
  discard: 'discard-rows',
  fail: 'fail',
};

interface Change {
  readonly written: readonly WrittenTable[];
  readonly early: readonly Step[];
  readonly steps: readonly Step[];
  readonly tables: readonly PlannedTable[];
  readonly undo: readonly UndoPart[];
  readonly numbers: number;
  readonly outcome: readonly string[];
}

function clearing(facts: Orphaned['facts'], context: PlanContext, keep: boolean): Change {
  const { journalSchema } = context.options;
  const cleared = facts.tables.flatMap((table, at): ClearedReferences[] => {
    const keys = facts.keys.filter((one) => isSame(one.sql.referencing.table, table.table));
    const columns = new Map<string, string>();
    for (const { clears, sql } of keys) {
      for (const name of clears) {
        const known = columns.get(name);
        const condition = orphanSql(sql);
        columns.set(name, known === undefined ? condition : `${known} OR ${condition}`);
      }
    }
    const count = keys.reduce((sum, one) => sum + one.orphans, 0);
    return [clearedOf(table, context.nextNumber + at, columns, count, keep)];
  });
  return {
    written: facts.tables,
    early: [],
    steps: cleared.map((one) => clearReferences(journalSchema, one)),
    tables: cleared.map(plannedOf),
    undo: keep ? cleared.map((one) => undoOf(one, facts.tables)) : [],
    numbers: cleared.length,
    outcome: cleared.map((one) => clearedSentence(one, journalSchema)),
  };
}

function removal(facts: Orphaned['facts'], context: PlanContext, keep: boolean): Change {
  const { journalSchema } = context.options;
  const number = context.nextNumber;
  const gone = facts.removal;
  if (gone === null) throw new TypeError('orphans without the rows that go with them');
  const work = goingTable(journalSchema, number);
  const going = gone.tables.filter((one) => one.rows > 0);
  const losing = gone.tables.filter((table) =>
    gone.inbound.some(
      (one) => one.fate === 'cleared' && isSame(one.key.referencing.table, table.table),
    ),
  );
  const cleared = losing.map((table, at) => {
    const columns = new Map<string, string>();
    for (const one of gone.inbound) {
      if (one.fate !== 'cleared' || !isSame(one.key.referencing.table, table.table)) continue;
      for (const { referencing } of one.key.columns) {
        const known = columns.get(referencing);
        const condition = clearedSql(one, work);
        columns.set(referencing, known === undefined ? condition : `${known} OR ${condition}`);
      }
    }
    return clearedOf(table, number + 1 + at, columns, null, keep);
  });
  const goes = goesSql(work);
  const tables = [
    ...cleared.map(plannedOf),
    ...going.map((one): PlannedTable => ({ table: one.table, becomes: {}, unsaid: [], goes })),
  ];
  const rows = going
    .map(
      (one) => `${one.rows} ${one.rows === 1 ? 'row' : 'rows'} of ${displayQualified(one.table)}`,
    )
    .join(', ');
  return {
    written: gone.tables,
    early: [checkRemoval(gone, journalSchema), collectGoing(journalSchema, number, gone)],
    steps: [
      ...cleared.map((one) => clearReferences(journalSchema, one)),
      removeOrphans(journalSchema, number, gone, keep),
    ],
    tables,
    undo: keep
      ? [
          ...cleared.map((one) => undoOf(one, gone.tables)),
          {
            kind: 'rows',
            number,
            tables: going.map(({ table, partitioned }) => ({ table, partitioned })),
          },
        ]
      : [],
    numbers: 1 + cleared.length,
    outcome: [
      keep ? `Moved to ${displayIdent(journalSchema)}.kept_rows: ${rows}.` : `Deleted: ${rows}.`,
    ],
  };
}

function clearedOf(
  table: WrittenTable,
  number: number,
  columns: ReadonlyMap<string, string>,
  count: number | null,
  keep: boolean,
): ClearedReferences {
  return {
    table: table.table,
    partitioned: table.partitioned,
    number,
    columns,
    rowKey:
      table.primaryKey ?? table.columns.map((one) => one.name).filter((one) => !columns.has(one)),
    count,
    keep,
  };
}

function plannedOf({ table, columns }: ClearedReferences): PlannedTable {
  return { table, becomes: {}, unsaid: [], goes: null, nulled: Object.fromEntries(columns) };
}

function undoOf(cleared: ClearedReferences, tables: readonly WrittenTable[]): UndoPart {
  const own = tables.find((one) => isSame(one.table, cleared.table));
  return {
    kind: 'values',
    number: cleared.number,
    table: cleared.table,
    partitioned: cleared.partitioned,
    columns: (own?.columns ?? []).filter((one) => cleared.columns.has(one.name)),
    rowKey: cleared.rowKey,
  };
}

function clearedSentence({ table, columns, count, keep }: ClearedReferences, schema: string) {
  const names = [...columns.keys()].map(displayIdent).join(', ');
  return `${count ?? 'Some'} ${count === 1 ? 'reference' : 'references'} of ${displayQualified(table)} (${names}) to nothing ${count === 1 ? 'is' : 'are'} NULL now${keep ? `; kept in ${displayIdent(schema)}.kept_values` : ''}.`;
}

function remedyOf(keys: readonly OrphanFacts[], unmatched: Unmatched, schema: string): Remedy {
  const count = keys.reduce((sum, one) => sum + one.orphans, 0);
  const journal = displayIdent(schema);
  const titles: Record<Unmatched, string> = {
    keep: `make the references to nothing NULL, and keep the values in ${journal}.kept_values`,
    null: 'make the references to nothing NULL',
    'set-aside': `move the rows that reference nothing to ${journal}.kept_rows, with the rows that reference them`,
    discard: 'delete the rows that reference nothing, with the rows that reference them',
    fail: 'stop',
  };
  return {
    kind: remedyKinds[unmatched],
    title: titles[unmatched],
    recommended: true,
    reason: `${count} ${count === 1 ? 'row references' : 'rows reference'} nothing: ${keys.map(({ key, rows, orphans }) => `${orphans} of ${rows} in ${keyName(key.referencing)}`).join(', ')}.`,
  };
}

function refusalsOf({ facts }: Orphaned, unmatched: Unmatched | null): string[] {
  const { keys, tables, removal: gone } = facts;
  const removes = unmatched === 'set-aside' || unmatched === 'discard';
  if (unmatched === 'fail') {
    return keys.map(
      ({ key, orphans }) =>
        `${orphans} ${orphans === 1 ? 'row' : 'rows'} of ${displayQualified(key.referencing.table)} ${orphans === 1 ? 'references' : 'reference'} nothing in ${displayQualified(key.referenced.table)}, and --unmatched fail was given.`,
    );
  }
  if (unmatched === null) {
    const inherited = keys.filter((one) => one.inChildren > 0);
    if (inherited.length > 0) {
      return inherited.map(
        ({ key, inChildren, children }) =>
          `${inChildren} of these rows reference rows of ${children.map(displayQualified).join(', ')}, which ${children.length === 1 ? 'inherits' : 'inherit'} from ${displayQualified(key.referenced.table)}. A foreign key sees the rows of the one table only, so these cannot be referenced this way; partitioning can.`,
      );
    }
  }
  const written = removes ? (gone?.tables.filter((one) => one.rows > 0) ?? []) : tables;
  return written
    .filter((one) => !one.owned)
    .map(
      ({ table, owner }) =>
        `Rows of ${displayQualified(table)} have to be changed without firing its triggers, which only its owner, ${displayIdent(owner)}, may do.`,
    );
}

function sorted(tables: readonly QualifiedName[]): QualifiedName[] {
  const byName = new Map(tables.map((one) => [JSON.stringify([one.schema, one.name]), one]));
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, table]) => table);
}

function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.schema === other.schema && one.name === other.name;
}
