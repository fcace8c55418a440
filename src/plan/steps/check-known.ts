import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { Conversion } from '../plan.ts';
import type { Step } from '../step.ts';
import { mappingTable } from './work-names.ts';

/** A NOT NULL column can hold no value that the other type does not have. */
export function checkKnown(journalSchema: string, conversion: Conversion): Step {
  const { mapped } = conversion;
  return {
    kind: 'check-known',
    title: `check that every value of ${displayQualified(mapped.table)}.${displayIdent(mapped.column)} has one of type ${mapped.newType}`,
    sql: [
      `SELECT count(*) FROM ${mappingTable(journalSchema, conversion)} AS m WHERE m.targets <> 1`,
    ],
    locks: [],
    hazards: [],
    changes: [],
    expect: '0',
  };
}
