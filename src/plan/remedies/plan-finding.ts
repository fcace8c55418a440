import type { Finding } from '../finding.ts';
import type { PlanContext } from '../plan-context.ts';
import type { PlannedPart } from '../planned-part.ts';
import { planAlreadyExists } from './already-exists.ts';
import { isExplainedFinding, planExplained } from './explained.ts';
import { planIncompatibleTypes } from './incompatible-types.ts';
import { planLaterTable } from './later-table.ts';
import { planNarrowReference } from './narrow-reference.ts';
import { planNoUniqueKey } from './no-unique-key.ts';
import { planOrphans } from './orphans.ts';
import { planPendingTriggerEvents } from './pending-trigger-events.ts';
import { planPutOffKey } from './put-off-key.ts';
import { isStandingFinding, planStanding } from './standing.ts';
import { planTypeChange } from './type-change.ts';

/** What one finding adds to the plan: one planner for each kind of fault. */
export function planFinding(finding: Finding, context: PlanContext): PlannedPart {
  if (isExplainedFinding(finding)) return planExplained(finding, context);
  if (isStandingFinding(finding)) return planStanding(finding, context);
  switch (finding.kind) {
    case 'incompatible-types':
      return planIncompatibleTypes(finding, context);
    case 'blocked-type-change':
    case 'type-change-fails':
      return planTypeChange(finding, context);
    case 'no-unique-key':
      return planNoUniqueKey(finding, context);
    case 'orphans':
      return planOrphans(finding, context);
    case 'narrow-reference':
      return planNarrowReference(finding, context);
    case 'pending-trigger-events':
      return planPendingTriggerEvents(finding);
    case 'later-table':
      return planLaterTable(finding, context);
    case 'put-off-key':
      return planPutOffKey(finding, context);
    case 'already-exists':
      return planAlreadyExists(finding, context);
  }
}
