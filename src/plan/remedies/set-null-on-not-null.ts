import type { Catalog, Constraint, Relation } from '../../catalog/catalog.ts';
import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  columnByName,
  constraintsOf,
  primaryKeyIndex,
  relationByOid,
} from '../../catalog/lookup.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import { chosenRemedy, remedyDecision } from '../choose-remedy.ts';
import type { FindingOf } from '../finding.ts';
import type { Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import type { Step } from '../step.ts';
import { foreignKeyDefinition, storedKeyWords } from '../steps/foreign-key-definition.ts';
import { replaceForeignKey } from '../steps/replace-foreign-key.ts';
import { ownerRefusal } from './owner-refusal.ts';

type Broken = FindingOf<'set-null-on-not-null'>;

/** The action is a rule of the application's: what it was meant to do only the user can say. */
export function planSetNullOnNotNull(
  { fault, facts }: Broken,
  { catalog, options }: PlanContext,
): PlannedPart {
  const relation = relationByOid(catalog, fault.referencing.oid);
  const constraint = catalog.constraints.find((one) => one.oid === fault.constraintOid);
  if (relation === undefined || constraint === undefined) return emptyPart;
  const counts = facts.missing.map(
    ({ column, value }) =>
      `The default of ${displayIdent(column)}, ${value}, is in no row of ${displayQualified(fault.referenced.table)}.`,
  );
  const base = { ...emptyPart, counts };
  const refusal = ownerRefusal(relation, `change ${displayIdent(fault.constraint)}`);
  if (refusal !== null) return { ...base, refusals: [refusal] };
  const remedies = remediesOf(catalog, relation, fault);
  const chosen = chosenRemedy(fault, remedies, options);
  if (chosen === null) {
    return {
      ...base,
      remedies,
      decisions: [
        remedyDecision(
          fault,
          `${fault.headline}. What shall become of the rows of ${displayQualified(relation)} whose row of ${displayQualified(fault.referenced.table)} goes?`,
          remedies,
        ),
      ],
    };
  }
  const change =
    chosen.kind === 'drop-not-null'
      ? allowNull(catalog, relation, fault.notNull)
      : otherAction(
          catalog,
          constraint,
          fault,
          chosen.kind === 'cascade' ? 'CASCADE' : 'NO ACTION',
        );
  return {
    ...base,
    remedies,
    chosen: chosen.kind,
    before: change.steps,
    undo: [{ kind: 'steps', steps: change.back, outcome: change.undone }],
    outcome: [change.outcome],
  };
}

function remediesOf(
  catalog: Catalog,
  relation: Relation,
  { on, notNull, constraint, referenced }: Broken['fault'],
): Remedy[] {
  const events = on.map((one) => `ON ${one.event}`).join(' and ');
  const key = primaryKeyIndex(catalog, relation)?.columns.map((one) => one.column) ?? [];
  const bound = notNull.some((name) => {
    const column = columnByName(relation, name);
    return column === undefined || column.identity !== null || key.includes(column.number);
  });
  const names = notNull.map(displayIdent).join(', ');
  const rows = `rows of ${displayQualified(relation)}`;
  return [
    {
      kind: 'no-action',
      title: `let ${displayIdent(constraint)} say ${events} NO ACTION`,
      recommended: true,
      reason: `It is what happens today: a row of ${displayQualified(referenced.table)} that is referenced cannot go; and the error then says why.`,
    },
    ...(notNull.length === 0 || bound
      ? []
      : [
          {
            kind: 'drop-not-null',
            title: `allow NULL in ${names} of ${displayQualified(relation)}`,
            recommended: false,
            reason: `The action then works as it is written; the application has to expect ${rows} without a reference.`,
          },
        ]),
    {
      kind: 'cascade',
      title: `let ${displayIdent(constraint)} say ${events} CASCADE`,
      recommended: false,
      reason: `Deleting a row of ${displayQualified(referenced.table)} then deletes the ${rows} that reference it.`,
    },
  ];
}

interface Change {
  readonly steps: readonly Step[];
  readonly back: readonly Step[];
  readonly outcome: string;
  readonly undone: string;
}

function otherAction(
  catalog: Catalog,
  constraint: Constraint,
  { on, referencing, referenced }: Broken['fault'],
  action: 'CASCADE' | 'NO ACTION',
): Change {
  const words = storedKeyWords(catalog, constraint);
  const definition =
    words === null
      ? constraint.definition
      : foreignKeyDefinition({
          ...words,
          ...(on.some((one) => one.event === 'DELETE')
            ? { onDelete: action, deleteSets: undefined }
            : {}),
          ...(on.some((one) => one.event === 'UPDATE') ? { onUpdate: action } : {}),
        });
  const { name, comment } = constraint;
  const { table } = referencing;
  const key = { table, referenced: referenced.table, name, comment };
  const shown = `${displayIdent(name)} on ${displayQualified(table)}`;
  const rules = on.map((one) => `ON ${one.event} ${action}`).join(' and ');
  return {
    steps: [replaceForeignKey({ ...key, definition }, `lay ${shown} again, with ${rules}`)],
    back: [
      replaceForeignKey(
        { ...key, definition: constraint.definition },
        `lay ${shown} again, as it was`,
      ),
    ],
    outcome: `${shown} says ${rules}.`,
    undone: `${shown} says what it said before.`,
  };
}

function allowNull(catalog: Catalog, relation: Relation, columns: readonly string[]): Change {
  const table = { schema: relation.schema, name: relation.name };
  const on = quoteQualified(table);
  const shown = `${displayQualified(table)} (${columns.map(displayIdent).join(', ')})`;
  // From 18 on NOT NULL is a constraint with a name and a comment.
  const named = constraintsOf(catalog, relation).filter(
    (one) =>
      one.kind === 'not null' &&
      one.columns.some((number) =>
        columns.some((name) => columnByName(relation, name)?.number === number),
      ),
  );
  const changes = [
    ...columns.map((name) => ({
      identity: partIdentity('column', table, name),
      facts: ['not null'],
    })),
    ...named.map(({ name }) => ({
      identity: partIdentity('constraint', table, name),
      facts: null,
    })),
  ];
  const base = {
    locks: [{ table, mode: 'ACCESS EXCLUSIVE' as const }],
    hazards: [],
    changes,
  };
  const unnamed = columns.filter(
    (name) => !named.some((one) => one.columns.includes(columnByName(relation, name)?.number ?? 0)),
  );
  return {
    steps: [
      {
        ...base,
        kind: 'drop-not-null',
        title: `allow NULL in ${shown}`,
        sql: [
          `ALTER TABLE ${on} ${columns.map((name) => `ALTER COLUMN ${quoteIdent(name)} DROP NOT NULL`).join(', ')}`,
        ],
      },
    ],
    back: [
      {
        ...base,
        kind: 'check-no-null',
        title: `check that no row of ${shown} has become NULL`,
        sql: [
          `SELECT CASE WHEN EXISTS (SELECT FROM ${on} WHERE ${columns.map((name) => `${quoteIdent(name)} IS NULL`).join(' OR ')}) THEN 'NULL' ELSE 'none' END AS found`,
        ],
        changes: [],
        expect: 'none',
      },
      {
        ...base,
        kind: 'set-not-null',
        title: `make ${shown} NOT NULL again`,
        sql: [
          ...unnamed.map(
            (name) => `ALTER TABLE ${on} ALTER COLUMN ${quoteIdent(name)} SET NOT NULL`,
          ),
          ...named.flatMap(({ name, definition, comment }) => [
            `ALTER TABLE ${on} ADD CONSTRAINT ${quoteIdent(name)} ${definition}`,
            ...(comment === null
              ? []
              : [`COMMENT ON CONSTRAINT ${quoteIdent(name)} ON ${on} IS ${quoteLiteral(comment)}`]),
          ]),
        ],
      },
    ],
    outcome: `${shown} may be NULL.`,
    undone: `${shown} is NOT NULL again.`,
  };
}
