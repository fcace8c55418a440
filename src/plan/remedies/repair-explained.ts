import type { Catalog, Relation } from '../../catalog/catalog.ts';
import { partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  columnByName,
  columnByNumber,
  constraintsOf,
  findRelation,
  foreignKeysFrom,
  relationByOid,
} from '../../catalog/lookup.ts';
import { foreignKeyName } from '../../diagnose/choose-constraint-name.ts';
import type { ExplainedFault, ExplainedKind } from '../../diagnose/fault.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { CountedTable } from '../../values/count-tables.ts';
import type { Remedy } from '../plan.ts';
import type { PlannedTable } from '../planned-part.ts';
import type { Step } from '../step.ts';
import type { UndoPart } from '../undo-part.ts';
import { keepReferences } from './keep-references.ts';
import { moveReferences } from './move-references.ts';

/** One way to mend a fault that is mostly explained, where it is simple and loses nothing. */
export interface ExplainedRepair {
  readonly remedy: Remedy;
  /** null: nothing about it is a matter of taste, so nobody has to be asked. */
  readonly question: string | null;
  readonly steps: readonly Step[];
  readonly undo: readonly UndoPart[];
  readonly outcome: string;
  /** Tables whose rows the proof looks at. */
  readonly tables?: readonly PlannedTable[];
  /** What is sent instead of the statement; nothing where `sql` is empty: it is answered with its tag. */
  readonly instead?: {
    readonly sql: string;
    readonly changes: readonly string[];
    readonly reason?: string;
    readonly commandTag: string;
  };
}

/** The ways to mend a fault that is mostly explained, the recommended one first; none where a person has to do it. */
export function repairExplained(
  catalog: Catalog,
  fault: ExplainedFault<ExplainedKind>,
  facts: readonly CountedTable[],
  journalSchema: string,
): readonly ExplainedRepair[] {
  switch (fault.kind) {
    case 'persistence-mix':
      return present(setLogged(catalog, fault));
    case 'missing-column':
      return present(addColumn(catalog, fault));
    case 'missing-constraint':
      return [
        ...present(renameConstraint(catalog, fault)),
        ...keepReferences(catalog, fault, journalSchema),
      ];
    case 'dependent-objects':
      return [
        ...keepReferences(catalog, fault, journalSchema),
        ...moveReferences(catalog, fault, facts, journalSchema),
      ];
    default:
      return [];
  }
}

function present(repair: ExplainedRepair | null): ExplainedRepair[] {
  return repair === null ? [] : [repair];
}

/** Only an unlogged table becomes more durable; what it references has to be permanent already. */
function setLogged(
  catalog: Catalog,
  { referencing, referenced, constraint }: ExplainedFault<ExplainedKind>,
): ExplainedRepair | null {
  const relation = relationByOid(catalog, referenced?.oid ?? 0);
  if (referencing === null || relation === undefined || constraint === null) return null;
  if (relation.persistence !== 'unlogged' || !relation.owned) return null;
  const own = relationByOid(catalog, referencing.oid);
  if (own !== undefined && own.persistence !== 'permanent') return null;
  const ready = foreignKeysFrom(catalog, relation).every(
    (one) =>
      one.foreignKey?.referencedTable === relation.oid ||
      relationByOid(catalog, one.foreignKey?.referencedTable ?? 0)?.persistence === 'permanent',
  );
  if (!ready) return null;
  const name = displayQualified(relation);
  return {
    remedy: {
      kind: 'set-logged',
      title: `make ${name} permanent`,
      recommended: true,
      reason: 'Nothing is lost: its rows are written to the log, and survive a crash from then on.',
    },
    question: `${name} is unlogged: its rows are gone after a crash, and somebody may want that for its speed. Shall it be permanent from now on?`,
    steps: [persistenceStep(relation, 'LOGGED')],
    undo: [
      { kind: 'foreign-key', table: referencing.table, name: constraint, notValid: false },
      {
        kind: 'steps',
        steps: [persistenceStep(relation, 'UNLOGGED')],
        outcome: `${name} is unlogged again.`,
      },
    ],
    outcome: `${name} is permanent.`,
  };
}

function persistenceStep(relation: Relation, to: 'LOGGED' | 'UNLOGGED'): Step {
  const table = { schema: relation.schema, name: relation.name };
  return {
    kind: 'set-persistence',
    title: `set ${displayQualified(table)} ${to.toLowerCase()}`,
    sql: [`ALTER TABLE ${quoteQualified(table)} SET ${to}`],
    locks: [{ table, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [
      {
        kind: 'blocks-reads',
        message: `Nobody reads or writes ${displayQualified(table)} while it is rewritten.`,
      },
    ],
    changes: [
      { identity: relationIdentity('table', table), facts: ['persistence'] },
      // From 15 on the sequences of its columns follow.
      ...relation.columns.flatMap(({ ownedSequence }) =>
        ownedSequence === null
          ? []
          : [{ identity: relationIdentity('sequence', ownedSequence), facts: ['persistence'] }],
      ),
    ],
  };
}

/** A column that nothing on the table resembles is added, empty. */
function addColumn(
  catalog: Catalog,
  { referencing, constraint, id }: ExplainedFault<ExplainedKind>,
): ExplainedRepair | null {
  const relation = relationByOid(catalog, referencing?.oid ?? 0);
  const [column, second] = referencing?.columns ?? [];
  if (relation === undefined || column === undefined || second !== undefined || constraint === null)
    return null;
  if (!relation.owned || relation.kind !== 'table') return null;
  if (columnByName(relation, column.name) !== undefined) return null;
  const table = { schema: relation.schema, name: relation.name };
  const shown = `${displayQualified(table)}.${displayIdent(column.name)}`;
  const change = { identity: partIdentity('column', table, column.name), facts: null };
  const lock = { table, mode: 'ACCESS EXCLUSIVE' } as const;
  const base = { locks: [lock], hazards: [] };
  return {
    remedy: {
      kind: 'add-column',
      title: `add column ${displayIdent(column.name)} ${column.type} to ${displayQualified(table)}`,
      recommended: true,
      reason: 'It is NULL in every row, so every row satisfies the foreign key.',
    },
    question: `The foreign key stands on ${shown}, a column that nobody has made. Shall it be added, ${column.type} like the key, and NULL in every row?`,
    steps: [
      {
        ...base,
        kind: 'add-column',
        title: `add ${shown} ${column.type}`,
        sql: [
          `ALTER TABLE ${quoteQualified(table)} ADD COLUMN ${quoteIdent(column.name)} ${column.type}`,
        ],
        changes: [change],
      },
    ],
    undo: [
      { kind: 'foreign-key', table, name: constraint, notValid: false },
      {
        kind: 'steps',
        outcome: `${shown} is gone.`,
        steps: [
          {
            ...base,
            kind: 'check-empty-column',
            title: `check that ${shown} holds no value`,
            sql: [
              `SELECT CASE WHEN EXISTS (SELECT FROM ${quoteQualified(table)} WHERE ${quoteIdent(column.name)} IS NOT NULL) THEN 'values' ELSE 'none' END AS found`,
            ],
            changes: [],
            expect: 'none',
          },
          {
            ...base,
            kind: 'drop-column',
            title: `drop ${shown}, which was added for ${id}`,
            sql: [`ALTER TABLE ${quoteQualified(table)} DROP COLUMN ${quoteIdent(column.name)}`],
            changes: [change],
          },
        ],
      },
    ],
    outcome: `${shown} is there (${column.type}, NULL in every row).`,
  };
}

/**
 * A foreign key that is to be dropped under the name that PostgreSQL gives to one over its columns: the only one over
 * them is meant, whatever an older version or a tool has named it.
 */
function renameConstraint(
  catalog: Catalog,
  { constraint: wanted, referencing, action }: ExplainedFault<ExplainedKind>,
): ExplainedRepair | null {
  const relation = referencing === null ? undefined : findRelation(catalog, referencing.table);
  if (relation === undefined || wanted === null || action !== 'drop' || !relation.owned)
    return null;
  if (relation.kind !== 'table') return null;
  const keys = foreignKeysFrom(catalog, relation).filter((one) => one.parent === 0);
  const named = keys.filter(({ columns }) => {
    const names = columns.map((number) => columnByNumber(relation, number)?.name ?? '');
    return foreignKeyName(relation, names) === wanted;
  });
  const [key, other] = named;
  // Another constraint of the same letters is a question of case, and of what is meant.
  const similar = constraintsOf(catalog, relation).some(
    (one) => one.name.toLowerCase() === wanted.toLowerCase(),
  );
  if (key === undefined || other !== undefined || similar) return null;
  const table = { schema: relation.schema, name: relation.name };
  const [on, from, to] = [quoteQualified(table), quoteIdent(key.name), quoteIdent(wanted)];
  const shown = displayQualified(table);
  return {
    remedy: {
      kind: 'rename-constraint',
      title: `rename ${displayIdent(key.name)} on ${shown} to ${displayIdent(wanted)}, which the statement drops`,
      recommended: true,
      reason: `It is the only foreign key over these columns, and ${displayIdent(wanted)} is the name that PostgreSQL gives to one: ${key.definition}.`,
    },
    question: null,
    steps: [
      {
        kind: 'rename-constraint',
        title: `rename ${displayIdent(key.name)} on ${shown} to ${displayIdent(wanted)}`,
        sql: [`ALTER TABLE ${on} RENAME CONSTRAINT ${from} TO ${to}`],
        locks: [{ table, mode: 'ACCESS EXCLUSIVE' }],
        hazards: [],
        changes: [key.name, wanted].map((name) => ({
          identity: partIdentity('constraint', table, name),
          facts: null,
        })),
      },
    ],
    undo: [
      {
        kind: 'steps',
        outcome: `${displayIdent(key.name)} on ${shown} is laid again.`,
        steps: [
          {
            kind: 'lay-foreign-key',
            title: `lay ${displayIdent(key.name)} on ${shown} again, as it was`,
            sql: [
              `ALTER TABLE ${on} DROP CONSTRAINT IF EXISTS ${to}`,
              `ALTER TABLE ${on} ADD CONSTRAINT ${from} ${key.definition}`,
            ],
            locks: [{ table, mode: 'ACCESS EXCLUSIVE' }],
            hazards: [],
            changes: [key.name, wanted].map((name) => ({
              identity: partIdentity('constraint', table, name),
              facts: null,
            })),
          },
        ],
      },
    ],
    outcome: `${displayIdent(key.name)} on ${shown} was named ${displayIdent(wanted)}, and the statement dropped it.`,
  };
}
