import { isExplained } from '../diagnose/explained-kinds.ts';
import type { Fault } from '../diagnose/fault.ts';
import { isStanding } from '../diagnose/standing-fault.ts';
import type { Session } from '../postgres/session.ts';
import { answerProbe } from './answer-probe.ts';
import { countTables } from './count-tables.ts';
import type { FactsByKind } from './facts.ts';
import { findColumns } from './find-column.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findNarrowReference } from './find-narrow-reference.ts';
import { findOrphans } from './find-orphans.ts';
import { findStanding } from './find-standing.ts';
import { findTypeChanges } from './find-type-changes.ts';
import type { GatherRequest } from './gather-request.ts';

/**
 * Looks at the values behind a fault.
 *
 * @param session inside a transaction, under quietSettings; nothing is changed.
 */
export async function gatherFacts(
  session: Session,
  fault: Fault,
  request: GatherRequest,
): Promise<FactsByKind[Fault['kind']]> {
  if (isExplained(fault)) {
    return {
      tables: await countTables(session, fault),
      probe:
        fault.probe === undefined ? null : await answerProbe(session, request.catalog, fault.probe),
    };
  }
  if (isStanding(fault)) return findStanding(session, fault, request);
  switch (fault.kind) {
    case 'incompatible-types':
      return { columns: await findColumns(session, fault, request) };
    case 'blocked-type-change':
    case 'type-change-fails':
      return findTypeChanges(session, fault, request);
    case 'no-unique-key':
      return findDuplicates(session, fault, request);
    case 'orphans':
      return findOrphans(session, fault, request);
    case 'narrow-reference':
      return findNarrowReference(session, fault, request);
    case 'already-exists':
    case 'pending-trigger-events':
    case 'later-table':
    case 'put-off-key':
      return null;
  }
}
