import { declaredTypeChanges } from '../../declared-type-changes.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';

/**
 * What stands on a column keeps its type from being changed: RememberAllDependentForRebuilding() in
 * commands/tablecmds.c raises 0A000; 42601 up to PostgreSQL 15 for a generated column.
 */
export const blockedTypeChange: FaultDetector = {
  kind: 'blocked-type-change',
  sqlstates: ['0A000', '42601'],
  detect(input) {
    if (input.error === null) return [];
    const found = declaredTypeChanges(input);
    // A USING that holds a subquery is refused with the same SQLSTATE.
    if (
      found === null ||
      found.changes.some((one) => /\bselect\b/i.test(one.using?.expression ?? ''))
    )
      return [];
    return [{ kind: 'blocked-type-change', ...found }];
  },
};
