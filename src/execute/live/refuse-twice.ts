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
const atWork: readonly LivePhase[] = [
  ...beforeCutOver,
  ...(['validating', 'removing', 'returned', 'finishing'] as const),
];

/**
 * A table has one live execution at work at a time. One behind its cut-over, whose way back stands, is no hindrance:
 * what captures for it stays on the table that stands aside for the next one, comes back with it, and captures what the
 * next one's way back writes there. See {@link refuseUndoBefore}.
 *
 * @throws PgmendError `live-already`
 */
export async function refuseTwice(session: Session, design: LiveDesign): Promise<void> {
  const tables = design.tables.map((one) => one.table);
  for (const other of await readLiveRuns(session, design.journalSchema, atWork)) {
    const shared = other.id === design.id ? undefined : sharedTable(other, tables);
    if (shared !== undefined) throw already(other, shared);
  }
}

/**
 * Ways back lead through each other, the newest first: what is written since is captured for the newest alone.
 *
 * @param session inside a transaction that holds the tables' locks, where it has to be for good.
 * @throws PgmendError `changed-since`
 */
export async function refuseUndoBefore(session: Session, { id, run, design }: LiveRun) {
  const tables = design.tables.map((one) => one.table);
  const standing: readonly LivePhase[] = [...atWork, 'done'];
  const later = (await readLiveRuns(session, design.journalSchema, standing)).filter(
    (one) => one.id > id && sharedTable(one, tables) !== undefined,
  );
  const newest = later.at(-1);
  if (newest === undefined) return;
  throw new PgmendError(
    'changed-since',
    `${sharedTable(newest, tables)} was changed live again by run ${newest.run}, whose way back comes first.`,
    `Nothing was changed. Take them back in reverse order: pgmend undo ${newest.run}, then pgmend undo ${run}`,
    1,
  );
}

/**
 * The old tables of a later one are what the way back of an earlier one stands on.
 *
 * @param ending the executions that are finished together
 * @throws PgmendError `finish-before`
 */
export async function refuseFinishBefore(
  session: Session,
  journalSchema: string,
  ending: readonly LiveRun[],
): Promise<void> {
  const earlier = await readLiveRuns(session, journalSchema, ['done']);
  for (const { id, run, design } of ending) {
    const tables = design.tables.map((one) => one.table);
    const first = earlier.find(
      (one) =>
        one.id < id &&
        sharedTable(one, tables) !== undefined &&
        !ending.some((other) => other.id === one.id),
    );
    if (first === undefined) continue;
    throw new PgmendError(
      'finish-before',
      `The way back of run ${first.run}, which changed ${sharedTable(first, tables)} before, leads through the old tables of run ${run}.`,
      `Nothing was changed. Finish them in their order: pgmend finish ${first.run}, then pgmend finish ${run}`,
      1,
    );
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

function already({ run }: LiveRun, table: string): PgmendError {
  return new PgmendError(
    'live-already',
    `${table} is part of the live execution of run ${run} already.`,
    `End that one first: pgmend resume ${run}, pgmend finish ${run} or pgmend undo ${run}`,
    1,
  );
}
