import { displayQualified, type QualifiedName, quoteQualified } from '../../postgres/quote.ts';
import type { Hazard, LockMode, Step } from '../step.ts';

/** Locks every table that the plan alters, in one statement, before anything else is done. */
export function lockTables(
  tables: readonly QualifiedName[],
  mode: LockMode = 'ACCESS EXCLUSIVE',
): Step {
  const names = tables.map(displayQualified).join(', ');
  const hazard: Hazard =
    mode === 'ACCESS EXCLUSIVE'
      ? {
          kind: 'blocks-reads',
          message: `Nobody reads or writes ${names} until the transaction ends.`,
        }
      : {
          kind: 'blocks-writes',
          message: `Nobody writes ${names} until the transaction ends; reading goes on.`,
        };
  return {
    kind: 'lock-tables',
    title: `lock ${names}`,
    sql: [`LOCK TABLE ${tables.map(quoteQualified).join(', ')} IN ${mode} MODE`],
    locks: tables.map((table) => ({ table, mode })),
    hazards: [hazard],
    changes: [],
  };
}
