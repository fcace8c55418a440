import { displayQualified, type QualifiedName, quoteQualified } from '../../postgres/quote.ts';
import type { Hazard, Step } from '../step.ts';

/** Locks every table that the plan alters, in one statement, before anything else is done. */
export function lockTables(tables: readonly QualifiedName[]): Step {
  const names = tables.map(displayQualified).join(', ');
  const hazard: Hazard = {
    kind: 'blocks-reads',
    message: `Nobody reads or writes ${names} until the transaction ends.`,
  };
  return {
    kind: 'lock-tables',
    title: `lock ${names}`,
    sql: [`LOCK TABLE ${tables.map(quoteQualified).join(', ')} IN ACCESS EXCLUSIVE MODE`],
    locks: tables.map((table) => ({ table, mode: 'ACCESS EXCLUSIVE' })),
    hazards: [hazard],
    changes: [],
  };
}
