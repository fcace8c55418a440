import type { Catalog, Constraint, Relation } from '../../../catalog/catalog.ts';
import {
  columnByNumber,
  constraintsOf,
  findRelation,
  foreignKeysTo,
  relationByOid,
} from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { Declaration } from '../../../statement/declaration.ts';
import { withoutActions } from '../../../statement/without-actions.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import { explained, fullName, listOf } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';

/** A constraint that is to be dropped, renamed or validated is not there under that name. */
export const missingConstraint: FaultDetector = {
  kind: 'missing-constraint',
  sqlstates: ['42704'],
  detect(input) {
    const { catalog, statements, error } = input;
    if (error === null) return [];
    return statements.flatMap(({ declarations }) =>
      declarations.flatMap((one) => {
        if (
          one.kind !== 'drop-constraint' &&
          one.kind !== 'rename-constraint' &&
          one.kind !== 'validate-constraint'
        ) {
          return [];
        }
        const relation = findRelation(catalog, one.table);
        if (relation === undefined) return [];
        const all = constraintsOf(catalog, relation);
        return all.some(({ name }) => name === one.name)
          ? []
          : [
              withKey(
                input,
                relation,
                one,
                faultOf(catalog, relation, one.name, all, actions[one.kind]),
              ),
            ];
      }),
    );
  },
};

/** The one unique key whose columns the name spells out, where it is to be dropped. */
function withKey(
  { catalog, statements, text, fromContext }: DiagnosisInput,
  relation: Relation,
  by: Declaration,
  fault: ExplainedFault<'missing-constraint'>,
): ExplainedFault<'missing-constraint'> {
  const name = fault.constraint ?? '';
  const [key, second] = constraintsOf(catalog, relation).filter(
    (one) => one.kind === 'unique' && spells(relation, one, name),
  );
  if (fault.action !== 'drop' || key === undefined || second !== undefined || fromContext) {
    return fault;
  }
  const rest = withoutActions(text, statements, new Set([by]));
  return {
    ...fault,
    droppedKey: {
      table: relation.oid,
      index: key.index,
      laid: [],
      rest,
      restWithoutLaid: rest,
      commandTag: 'ALTER TABLE',
    },
  };
}

/** Nothing stands in the name but the table, the columns and what tools put around them. */
function spells(relation: Relation, one: Constraint, name: string): boolean {
  const columns = one.columns.map((number) => columnByNumber(relation, number)?.name ?? '');
  const parts = [relation.name, ...columns].sort((a, b) => b.length - a.length);
  let left = name.toLowerCase();
  for (const part of parts) {
    if (!left.includes(part.toLowerCase())) return false;
    left = left.replace(part.toLowerCase(), '');
  }
  return left
    .split(/[_\W]+/)
    .every((word) =>
      ['', 'uq', 'uk', 'uniq', 'unique', 'key', 'idx', 'ix', 'un', 'u'].includes(word),
    );
}

const actions = {
  'drop-constraint': 'drop',
  'rename-constraint': 'rename',
  'validate-constraint': 'validate',
} as const;

function faultOf(
  catalog: Catalog,
  relation: Relation,
  name: string,
  all: readonly Constraint[],
  action: 'drop' | 'rename' | 'validate',
): ExplainedFault<'missing-constraint'> {
  const table = displayQualified(relation);
  const known = all.filter((one) => one.kind !== 'not null' && one.kind !== 'trigger');
  const sameCase = known.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  const byColumns = known.filter(
    (one) => !sameCase.includes(one) && holdsColumns(relation, one, name),
  );
  const elsewhere = catalog.constraints
    .filter((one) => one.name === name && one.table !== relation.oid && one.parent === 0)
    .flatMap((one) => relationByOid(catalog, one.table) ?? []);
  return explained({
    kind: 'missing-constraint',
    id: faultId(relation, [name]),
    constraint: name,
    referencing: {
      table: { schema: relation.schema, name: relation.name },
      oid: relation.oid,
      columns: [],
    },
    action,
    headline: `${table} has no constraint ${displayIdent(name)}`,
    refusal:
      sameCase.length + byColumns.length > 0
        ? `${listOf([...sameCase, ...byColumns].map((one) => one.name))} may be meant, but what is to go is not guessed.`
        : `There is nothing of that name to change on ${table}.`,
    explanation: [
      ...sameCase.map(
        (one) =>
          `${displayIdent(one.name)} is there: the same letters in another case. An unquoted name is folded to lower case, so the statement has to quote it: "${one.name}". It is ${one.definition}.`,
      ),
      ...byColumns.map((one) => {
        const dependents = foreignKeysTo(catalog, relation)
          .filter((key) => key.index !== 0 && key.index === one.index)
          .flatMap((key) => {
            const from = relationByOid(catalog, key.table);
            return from === undefined
              ? []
              : [`${displayIdent(key.name)} on ${displayQualified(from)}`];
          });
        return `${displayIdent(one.name)} stands on the columns that the name speaks of: ${one.definition}.${dependents.length === 0 ? '' : ` ${dependents.join(', ')} ${dependents.length === 1 ? 'needs' : 'need'} it, and would have to go or move first.`}`;
      }),
      ...(elsewhere.length === 0
        ? []
        : [`A constraint of that name stands on ${elsewhere.map(displayQualified).join(', ')}.`]),
      ...(known.length === 0
        ? [`${table} has no constraints at all.`]
        : sameCase.length + byColumns.length === 0
          ? [
              `The constraints of ${table}: ${known.map((one) => `${displayIdent(one.name)} ${one.definition}`).join('; ')}.`,
            ]
          : []),
      `A constraint without a name of its own is named by PostgreSQL, by the ORM, or by an earlier version of either, and the rules differ: look it up by its columns. If it is the right one, ALTER TABLE ${fullName(relation)} RENAME CONSTRAINT … TO ${displayIdent(name)}; lets the migration run as it is. If the constraint is gone already, DROP CONSTRAINT IF EXISTS says so.`,
    ],
  });
}

/** Every column of the constraint is part of the name, and one of them is all that the name has besides the table. */
function holdsColumns(relation: Relation, one: Constraint, name: string): boolean {
  const lower = name.toLowerCase();
  const columns = one.columns.map((number) => columnByNumber(relation, number)?.name.toLowerCase());
  return (
    columns.length > 0 && columns.every((column) => column !== undefined && lower.includes(column))
  );
}
