import { relationByOid } from '../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import { emptyPart, type PlannedPart } from '../planned-part.ts';
import { validateForeignKey } from '../steps/validate-foreign-key.ts';
import { ownerRefusal } from './owner-refusal.ts';

/** All rows are right: PostgreSQL only has to see it. */
export function planNotValidated(
  { fault }: FindingOf<'not-validated'>,
  { catalog }: PlanContext,
): PlannedPart {
  const relation = relationByOid(catalog, fault.referencing.oid);
  if (relation === undefined) return emptyPart;
  const { table } = fault.referencing;
  const name = displayIdent(fault.constraint);
  const base = {
    ...emptyPart,
    counts: ['No row references nothing.'],
  };
  const refusal = ownerRefusal(relation, `validate ${name}`);
  if (refusal !== null) return { ...base, refusals: [refusal] };
  return {
    ...base,
    remedies: [
      {
        kind: 'validate',
        title: `validate ${name}`,
        recommended: true,
        reason: 'It changes no row, and the application may read and write meanwhile.',
      },
    ],
    chosen: 'validate',
    answer: fault.completes ?? null,
    before: [validateForeignKey(table, fault.constraint)],
    undo: [{ kind: 'foreign-key', table, name: fault.constraint, notValid: true }],
    outcome: [`${name} on ${displayQualified(table)} is validated.`],
  };
}
