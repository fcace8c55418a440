import { isStanding, type StandingKind } from '../../diagnose/standing-fault.ts';
import type { Finding, FindingOf } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import type { PlannedPart } from '../planned-part.ts';
import { planDuplicateForeignKey } from './duplicate-foreign-key.ts';
import { planInvalidIndex } from './invalid-index.ts';
import { planKeyNotEnforced } from './key-not-enforced.ts';
import { planLeftoverType } from './leftover-type.ts';
import { planNotValidated } from './not-validated.ts';
import { planNarrowSequence, planSequenceBehind } from './sequences.ts';
import { planSetNullOnNotNull } from './set-null-on-not-null.ts';

/** What a finding adds to the plan that stands in the database without a statement. */
export function planStanding(finding: FindingOf<StandingKind>, context: PlanContext): PlannedPart {
  switch (finding.kind) {
    case 'set-null-on-not-null':
      return planSetNullOnNotNull(finding, context);
    case 'duplicate-foreign-key':
      return planDuplicateForeignKey(finding, context);
    case 'key-not-enforced':
      return planKeyNotEnforced(finding, context);
    case 'not-validated':
      return planNotValidated(finding, context);
    case 'invalid-index':
      return planInvalidIndex(finding, context);
    case 'leftover-type':
      return planLeftoverType(finding, context);
    case 'sequence-behind':
      return planSequenceBehind(finding, context);
    case 'narrow-sequence':
      return planNarrowSequence(finding, context);
  }
}

/** Whether a finding is of such a kind. */
export function isStandingFinding(finding: Finding): finding is FindingOf<StandingKind> {
  return isStanding(finding.fault);
}
