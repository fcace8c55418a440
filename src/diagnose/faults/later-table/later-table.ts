import type { FaultDetector } from '../../diagnosis-input.ts';
import { faultId } from '../../fault-id.ts';
import { laterKeys } from '../../later-keys.ts';

/** Foreign keys whose referenced table something makes that is still to run: all keys of the string at once. */
export const laterTable: FaultDetector = {
  kind: 'later-table',
  sqlstates: ['42P01', '3F000'],
  detect(input) {
    if (input.error === null) return [];
    const { keys, rest } = laterKeys(input);
    const [first] = keys;
    if (first === undefined) return [];
    return [
      {
        kind: 'later-table',
        id: faultId(first.table, first.columns),
        constraint: first.name,
        referencing: null,
        referenced: null,
        declaredBy: 'statement',
        keys,
        rest,
      },
    ];
  },
};
