import type { Catalog } from '../catalog/catalog.ts';
import { displayQualified, type QualifiedName } from '../postgres/quote.ts';
import type { Plan } from './plan.ts';
import type { Step } from './step.ts';

/** A row of a migration tool's ledger. */
export interface LedgerRecord {
  readonly ledger: QualifiedName;
  readonly migration: string;
  /** As the tool writes it; changes nothing where it is there. */
  readonly insert: string;
  readonly remove: string;
}

/**
 * The plan that records a migration as done: one row, and its way back. Pure.
 *
 * @param unmet what was not seen in the database: the user says that it is done.
 */
export function recordPlan(
  { database, serverVersion }: Pick<Catalog, 'database' | 'serverVersion'>,
  journalSchema: string,
  { ledger, migration, insert, remove }: LedgerRecord,
  unmet: readonly string[],
): Plan {
  const where = displayQualified(ledger);
  const step = (kind: string, title: string, sql: string): Step => ({
    kind,
    title,
    sql: [sql],
    locks: [{ table: ledger, mode: 'ROW EXCLUSIVE' }],
    hazards: [],
    changes: [],
  });
  const how =
    unmet.length === 0
      ? ': what it does was seen in the database.'
      : `, by --force, though this was not seen: ${unmet.join('; ')}.`;
  return {
    format: 1,
    journalSchema,
    database,
    serverVersion,
    purpose: 'mend',
    faults: [],
    conversions: [],
    tables: [],
    steps: [step('record-migration', `record ${migration} as done in ${where}`, insert)],
    after: [],
    hazards: [],
    decisions: [],
    refusals: [],
    explanation: [],
    amended: null,
    answer: null,
    undo: [
      {
        kind: 'steps',
        steps: [step('remove-record', `remove ${migration} from ${where}`, remove)],
        outcome: `${migration} is no longer recorded in ${where}.`,
      },
    ],
    outcome: [`${migration} is recorded as done in ${where}${how}`],
  };
}
