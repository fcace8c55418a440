import { displayQualified, type QualifiedName, quoteQualified } from '../../postgres/quote.ts';
import type { Step } from '../step.ts';

/** Gathers the statistics that the rewrite threw away. */
export function analyzeTable(table: QualifiedName): Step {
  return {
    kind: 'analyze-table',
    title: `analyse ${displayQualified(table)}`,
    sql: [`ANALYZE ${quoteQualified(table)}`],
    locks: [{ table, mode: 'SHARE UPDATE EXCLUSIVE' }],
    hazards: [],
    changes: [],
  };
}
