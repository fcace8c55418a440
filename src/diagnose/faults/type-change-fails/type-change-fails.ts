import { declaredIdentities } from '../../declared-identities.ts';
import { declaredTypeChanges } from '../../declared-type-changes.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';

/**
 * ALTER COLUMN … TYPE that fails over types or values: no automatic cast, a default that cannot be cast or a foreign
 * key that could not be implemented (42804), no cast at all (42846), no operator (42883), values that the new type does
 * not take (class 22), a subquery in USING (0A000). ADD GENERATED … AS IDENTITY of a column that is no number (22023)
 * would need another type too.
 */
export const typeChangeFails: FaultDetector = {
  kind: 'type-change-fails',
  sqlstates: [
    '42804',
    '42846',
    '42883',
    '22P02',
    '22001',
    '22003',
    '22007',
    '22008',
    '22023',
    '0A000',
  ],
  detect(input) {
    if (input.error === null) return [];
    const found = declaredTypeChanges(input);
    if (found === null && input.error.sqlstate === '22023') {
      const identities = declaredIdentities(input);
      return identities === null ? [] : [{ kind: 'type-change-fails', ...identities }];
    }
    if (found === null || found.changes.length === 0) return [];
    const subquery = found.changes.some((one) => /\bselect\b/i.test(one.using?.expression ?? ''));
    if (input.error.sqlstate === '0A000' && !subquery) return [];
    return [{ kind: 'type-change-fails', ...found }];
  },
};
