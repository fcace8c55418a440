import { tablesOf } from '../../plan/conversion-steps.ts';
import type { Plan } from '../../plan/plan.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { LiveDesign } from './live-design.ts';
import { type LivePhase, type LiveRun, readLiveRuns } from './live-journal.ts';

const beforeCutOver: readonly LivePhase[] = [
  'capturing',
  'pairing',
  'copying',
  'indexing',
  'catching-up',
];
const standing: readonly LivePhase[] = [
  ...beforeCutOver,
  ...(['validating', 'done', 'removing', 'returned', 'finishing'] as const),
];

/**
 * A table has one live execution at a time: what is written behind its cut-over is captured for the way back, until
 * that one is finished.
 *
 * @throws PgmendError `live-already`
 */
export async function refuseTwice(session: Session, design: LiveDesign): Promise<void> {
  const tables = design.tables.map((one) => one.table);
  for (const other of await readLiveRuns(session, design.journalSchema, standing)) {
    const shared = other.id === design.id ? undefined : sharedTable(other, tables);
    if (shared !== undefined) throw already(other, shared);
  }
}

/**
 * The live execution that was begun for exactly the columns of a plan, and is not cut over yet; null without one.
 *
 * @throws PgmendError `live-already` where one was begun for other columns of its tables: what it has copied would be
 *   of no use any more.
 */
export async function begunFor(
  session: Session,
  plan: Plan,
  journalSchema: string,
): Promise<LiveRun | null> {
  for (const other of await readLiveRuns(session, journalSchema, beforeCutOver)) {
    if (columnsOf(other.plan) === columnsOf(plan)) return other;
    const shared = sharedTable(other, tablesOf(plan.conversions));
    if (shared !== undefined) throw already(other, shared);
  }
  return null;
}

function columnsOf({ conversions }: Plan): string {
  const columns = conversions.map(({ mapped: { table, column, newType } }) =>
    JSON.stringify([table.schema, table.name, column, newType]),
  );
  return columns.sort().join();
}

function sharedTable({ design }: LiveRun, tables: readonly QualifiedName[]): string | undefined {
  const names = tables.map(displayQualified);
  return design.tables.map((one) => displayQualified(one.table)).find((one) => names.includes(one));
}

function already({ run, phase }: LiveRun, table: string): PgmendError {
  if (phase === 'done') {
    return new PgmendError(
      'live-already',
      `${table} was changed live by run ${run}, whose way back still stands: what is written is captured for it.`,
      `End that one first: pgmend finish ${run} (no way back from then on), or pgmend undo ${run}. Columns that are changed together (--all) need one run`,
      1,
    );
  }
  return new PgmendError(
    'live-already',
    `${table} is part of the live execution of run ${run} already.`,
    `End that one first: pgmend resume ${run}, pgmend finish ${run} or pgmend undo ${run}`,
    1,
  );
}
