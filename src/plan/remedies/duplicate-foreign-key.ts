import type { Constraint } from '../../catalog/catalog.ts';
import { relationByOid } from '../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { chosenRemedy, remedyDecision } from '../choose-remedy.ts';
import type { FindingOf } from '../finding.ts';
import type { Remedy } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { dropForeignKeys } from '../steps/drop-foreign-keys.ts';
import { layForeignKey } from '../steps/replace-foreign-key.ts';
import { ownerRefusal } from './owner-refusal.ts';

/** Of equal keys all but one go; where they do different things, the user says which is meant. */
export function planDuplicateForeignKey(
  { fault }: FindingOf<'duplicate-foreign-key'>,
  { catalog, options }: PlanContext,
): PlannedPart {
  const relation = relationByOid(catalog, fault.referencing.oid);
  const keys = fault.keys.flatMap(
    (key) => catalog.constraints.find((one) => one.oid === key.constraintOid) ?? [],
  );
  const [best] = keys;
  if (relation === undefined || best === undefined) return emptyPart;
  const counts = fault.keys.map((one) => `${displayIdent(one.name)}: ${one.definition}`);
  const base = { ...emptyPart, counts };
  const refusal = ownerRefusal(relation, 'drop one of them');
  if (refusal !== null) return { ...base, refusals: [refusal] };
  const remedies = fault.equal ? [redundant(best, keys)] : keys.map(keeping);
  const chosen = fault.equal ? (remedies[0] ?? null) : chosenRemedy(fault, remedies, options);
  if (chosen === null) {
    return {
      ...base,
      remedies,
      decisions: [remedyDecision(fault, `${fault.headline}. Which of them is meant?`, remedies)],
    };
  }
  const stays = fault.equal ? best : (keys.find((one) => keepKind(one) === chosen.kind) ?? best);
  const gone = keys.filter((one) => one !== stays);
  const { table } = fault.referencing;
  const names = gone.map((one) => displayIdent(one.name)).join(', ');
  return {
    ...base,
    remedies,
    chosen: chosen.kind,
    before: [dropForeignKeys(gone.map(({ name }) => ({ table, name })))],
    undo: [
      {
        kind: 'steps',
        steps: gone.map(({ name, definition, comment }) =>
          layForeignKey({ table, referenced: fault.referenced.table, name, definition, comment }),
        ),
        outcome: `${names} on ${displayQualified(table)} ${gone.length === 1 ? 'is' : 'are'} there again.`,
      },
    ],
    outcome: [
      `${names} on ${displayQualified(table)} ${gone.length === 1 ? 'is' : 'are'} gone; ${displayIdent(stays.name)} holds the reference.`,
    ],
  };
}

function redundant(best: Constraint, keys: readonly Constraint[]): Remedy {
  const names = keys
    .slice(1)
    .map((one) => displayIdent(one.name))
    .join(', ');
  return {
    kind: 'drop-redundant',
    title: `drop ${names}, and keep ${displayIdent(best.name)}`,
    recommended: true,
    reason:
      'They are equal in columns, target and actions, so the rows stay guarded as they are now.',
  };
}

function keeping(key: Constraint, at: number): Remedy {
  return {
    kind: keepKind(key),
    title: `keep ${displayIdent(key.name)}, and drop the other`,
    recommended: at === 0,
    reason: key.definition,
  };
}

function keepKind({ name }: Constraint): string {
  return `keep-${name}`;
}
