import type { Catalog, Constraint } from '../../catalog/catalog.ts';
import { relationByOid } from '../../catalog/lookup.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { FoundMove } from '../../values/find-moves.ts';
import { mapFlag } from '../describe-mapping.ts';
import type { Decision, Remedy } from '../plan.ts';
import type { MovedForeignKey, PlannedPart } from '../planned-part.ts';
import { returnForeignKey } from '../steps/move-foreign-key.ts';

/** The foreign key as it leads elsewhere, with the way back and what to say of it. */
export function moveReference(
  catalog: Catalog,
  move: FoundMove,
): Pick<PlannedPart, 'moved' | 'undo' | 'outcome'> {
  const moved = movedForeignKey(catalog, move);
  const where = `${displayIdent(moved.name)} on ${displayQualified(moved.table)}`;
  const old = displayQualified(moved.from);
  return {
    moved: [moved],
    undo: [
      {
        kind: 'steps',
        steps: [returnForeignKey(moved)],
        outcome: `${where} references ${old} again.`,
      },
    ],
    outcome: [`${where} now references ${keyName(move)}, was ${old}.`],
  };
}

/** What the user would choose: the very flag, and what comes of it. */
export function moveOption(move: FoundMove): Decision['options'][number] | null {
  const { mapped, weighed } = move.column;
  const flag = weighed[0] === undefined ? null : mapFlag(mapped, weighed[0].mapping);
  if (flag === null) return null;
  return {
    flag,
    effect: `convert the values through ${throughName(move)} and let ${displayIdent(move.constraint.name)} reference ${keyName(move)}`,
  };
}

export function moveRemedy(move: FoundMove, chosen: boolean): Remedy {
  const { mapped, weighed } = move.column;
  const { rows, nulls, matched } = weighed[0]?.evidence ?? { rows: 0, nulls: 0, matched: 0 };
  return {
    kind: 'move-reference',
    title: `change ${mapped.column} from ${mapped.type} to ${mapped.newType} through ${throughName(move)}, and let ${displayIdent(move.constraint.name)} reference ${keyName(move)}`,
    recommended: chosen,
    reason: `${matched} of ${rows - nulls} values stand in ${throughName(move)}. Only the user can say that the reference means ${displayQualified(move.to.table)} from now on.`,
  };
}

function movedForeignKey(catalog: Catalog, move: FoundMove): MovedForeignKey {
  const { constraint, table, to, column } = move;
  const from = relationByOid(catalog, constraint.foreignKey?.referencedTable ?? 0);
  const on = quoteQualified(table);
  const name = quoteIdent(constraint.name);
  const statements = (definition: string) => [
    `ALTER TABLE ${on} ADD CONSTRAINT ${name} ${definition}`,
    ...(constraint.comment === null
      ? []
      : [`COMMENT ON CONSTRAINT ${name} ON ${on} IS ${quoteLiteral(constraint.comment)}`]),
  ];
  const key = `${quoteQualified(to.table)} (${quoteIdent(to.column)})`;
  return {
    table,
    name: constraint.name,
    from: from === undefined ? to.table : { schema: from.schema, name: from.name },
    to: to.table,
    before: statements(constraint.definition),
    after: statements(
      `FOREIGN KEY (${quoteIdent(column.mapped.column)}) REFERENCES ${key}${attributes(constraint)}`,
    ),
  };
}

/** All that a foreign key is besides its columns. */
function attributes(constraint: Constraint): string {
  const { foreignKey, deferrable, initiallyDeferred, validated, enforced } = constraint;
  if (foreignKey === null) return '';
  return [
    foreignKey.match === 'FULL' ? ' MATCH FULL' : '',
    ` ON UPDATE ${foreignKey.onUpdate} ON DELETE ${foreignKey.onDelete}`,
    deferrable ? ' DEFERRABLE' : '',
    initiallyDeferred ? ' INITIALLY DEFERRED' : '',
    enforced ? (validated ? '' : ' NOT VALID') : ' NOT ENFORCED',
  ].join('');
}

function throughName({ column, through }: FoundMove): string {
  return `${displayQualified(column.mapped.referencedTable)}.${displayIdent(through)}`;
}

function keyName({ to }: FoundMove): string {
  return `${displayQualified(to.table)}.${displayIdent(to.column)}`;
}
