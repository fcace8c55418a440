import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { evidenceSql } from '../../values/count-evidence.ts';
import { pairsSql, valuesSql } from '../../values/mapping-sql.ts';
import type { Conversion } from '../plan.ts';
import type { Step } from '../step.ts';
import { mappingTable } from './work-names.ts';

/** Counts again, under the lock: what was approved must be what is there. */
export function checkEvidence(journalSchema: string, conversion: Conversion): Step {
  const { mapped, weighed } = conversion;
  const pairs =
    weighed.mapping.kind === 'null'
      ? pairsSql(mapped, weighed.mapping, valuesSql(mapped, 1))
      : `SELECT * FROM ${mappingTable(journalSchema, conversion)}`;
  return {
    kind: 'check-evidence',
    title: `check that the values of ${displayQualified(mapped.table)}.${displayIdent(mapped.column)} are still those that were counted`,
    sql: [`SELECT digest FROM (${evidenceSql(mapped, pairs, weighed.mapping)}) AS evidence`],
    locks: [],
    hazards: [],
    changes: [],
    expect: weighed.digest,
  };
}
