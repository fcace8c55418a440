import type { Fingerprint } from '../../catalog/fingerprint.ts';
import type { Plan } from '../../plan/plan.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import type { TableProof } from '../../verify/proof.ts';
import { openRun, type RunInfo } from '../open-run.ts';
import { isThere } from './is-there.ts';
import type { LiveDesign } from './live-design.ts';

/**
 * Where a live execution is. Each begins when what it is named after has been begun, and the one before it is whole
 * and committed.
 */
export type LivePhase =
  | 'capturing'
  | 'pairing'
  | 'copying'
  | 'indexing'
  | 'catching-up'
  | 'validating'
  | 'done'
  /** An undo before the cut-over takes the triggers away: what is written is not captured any more. */
  | 'removing'
  /** The tables of before are in their place again; their keys are to be validated, the work tables to go. */
  | 'returned'
  /** `finish` takes the triggers away: there is no way back any more. */
  | 'finishing'
  | 'undone'
  | 'finished';

/** One live execution as the journal has it. */
export interface LiveRun {
  readonly id: number;
  readonly run: string;
  readonly command: string;
  readonly phase: LivePhase;
  /** Row of `repairs`, from the cut-over on. */
  readonly repair: number | null;
  readonly cutover: 'now' | 'manual';
  /** Somebody has asked for the cut-over. */
  readonly asked: boolean;
  readonly plan: Plan;
  readonly design: LiveDesign;
  readonly before: Fingerprint | null;
  readonly progress: LiveProgress;
  readonly started: Date;
  readonly beat: Date;
}

/** What `pgmend status` shows. */
export interface LiveProgress {
  readonly rows?: number;
  /** By the planner's count. */
  readonly ofRows?: number;
  /** Rows that were copied in a second, since somebody is at work. */
  readonly rate?: number;
  readonly applied?: number;
  readonly behind?: number;
  readonly waiting?: string | null;
  /** Why it lets others go first at the moment. */
  readonly paused?: string | null;
  /** What the comparison of the copies with the tables has shown. */
  readonly proved?: readonly TableProof[];
  /** The mark of the definitions right behind the cut-over, as of {@link definitionMark}. */
  readonly swapped?: string;
}

/** An advisory lock says that somebody is at work on a live execution; its number is the second key. */
export const advisoryClass = 0x70676d64;

/** Writes a new execution down. @returns its number. */
export async function openLive(
  session: Session,
  journalSchema: string,
  run: RunInfo,
  plan: Plan,
  cutover: 'now' | 'manual',
): Promise<number> {
  const journal = quoteIdent(journalSchema);
  await openRun(session, journalSchema, run);
  const { rows } = await session.query<{ id: string }>(
    `INSERT INTO ${journal}.live (run, phase, cutover, plan) VALUES ($1, 'capturing', $2, $3::jsonb) RETURNING id`,
    [run.id, cutover, JSON.stringify(plan)],
  );
  return Number(rows[0]?.id);
}

export async function writeLive(
  session: Session,
  journalSchema: string,
  id: number,
  values: {
    readonly phase?: LivePhase;
    readonly design?: LiveDesign;
    readonly before?: Fingerprint;
    readonly progress?: LiveProgress;
    readonly repair?: number;
    readonly asked?: boolean;
    readonly cutover?: 'now' | 'manual';
  },
): Promise<void> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  const sets = entries.map(
    ([name], at) => `${quoteIdent(name)} = $${at + 2}${jsonColumns.has(name) ? '::jsonb' : ''}`,
  );
  await session.query(
    `UPDATE ${quoteIdent(journalSchema)}.live SET ${[...sets, 'beat = pg_catalog.clock_timestamp()'].join(', ')} WHERE id = $1`,
    [
      id,
      ...entries.map(([name, value]) =>
        jsonColumns.has(name) ? JSON.stringify(value) : (value as string | number | boolean),
      ),
    ],
  );
}

const jsonColumns = new Set(['design', 'before', 'progress']);

/**
 * The live executions of the journal, oldest first; empty where there is no journal.
 *
 * @param session inside no failed transaction.
 * @param phases only those that stand there.
 */
export async function readLiveRuns(
  session: Session,
  journalSchema: string,
  phases: readonly LivePhase[] | null = null,
): Promise<LiveRun[]> {
  const journal = quoteIdent(journalSchema);
  if (!(await isThere(session, `${journal}.live`))) return [];
  const { rows } = await session.query<
    Omit<LiveRun, 'id' | 'repair'> & { id: string; repair: string | null }
  >(
    `SELECT l.id, l.run, r.command, l.phase, l.repair, l.cutover, l.asked, l.plan, l.design, l.before, l.progress, l.started, l.beat ` +
      `FROM ${journal}.live AS l JOIN ${journal}.runs AS r ON r.id = l.run WHERE $1::text[] IS NULL OR l.phase = ANY ($1::text[]) ORDER BY l.id`,
    [phases],
  );
  return rows.map((row) => ({
    ...row,
    id: Number(row.id),
    repair: row.repair === null ? null : Number(row.repair),
  }));
}

/** What has begun, and neither ended nor was taken back. */
export function isOpen({ phase }: LiveRun): boolean {
  return phase !== 'done' && phase !== 'undone' && phase !== 'finished';
}

/**
 * @throws PgmendError `live-ending` when it can only come to the end that has begun: once its triggers go, nothing
 *   knows what was written meanwhile. `live-ended` when there is nothing to go on with.
 */
export function refuseEnded({ phase, run }: Pick<LiveRun, 'phase' | 'run'>): void {
  switch (phase) {
    case 'removing':
    case 'returned':
      throw new PgmendError(
        'live-ending',
        `Run ${run} is being taken back: that has begun, and can only go on.`,
        `Go on with: pgmend undo ${run}`,
        1,
      );
    case 'finishing':
      throw new PgmendError(
        'live-ending',
        `Run ${run} is being finished: that has begun, and can only go on.`,
        `Go on with: pgmend finish ${run}`,
        1,
      );
    case 'done':
    case 'undone':
    case 'finished':
      throw new PgmendError(
        'live-ended',
        `Run ${run} is at its end already.`,
        'See what there is with: pgmend status',
        1,
      );
    case 'capturing':
    case 'pairing':
    case 'copying':
    case 'indexing':
    case 'catching-up':
    case 'validating':
  }
}

/** The execution that a command means: the named one, or the only one that is open. */
export function chooseLive(
  runs: readonly LiveRun[],
  name: string | null,
  isMeant: (run: LiveRun) => boolean,
): LiveRun {
  const found = runs.filter((one) => (name === null ? isMeant(one) : one.run === name));
  const [first, second] = found;
  if (first === undefined) {
    throw new PgmendError(
      'no-live-run',
      name === null
        ? 'No live execution is waiting in this database.'
        : `There is no live execution of run ${name} in the journal.`,
      'See what there is with: pgmend status',
      2,
    );
  }
  if (second !== undefined && name === null) {
    throw new PgmendError(
      'several-live-runs',
      `Several live executions are open: ${found.map((one) => one.run).join(', ')}.`,
      'Name the one that is meant.',
      2,
    );
  }
  return first;
}

/**
 * Says to others that this connection is at work on it.
 *
 * @returns false when somebody else is
 */
export async function claimLive(session: Session, id: number): Promise<boolean> {
  const { rows } = await session.query<{ got: boolean }>(
    `SELECT pg_catalog.pg_try_advisory_lock(${advisoryClass}, $1::int4) AS got`,
    [id],
  );
  return rows[0]?.got === true;
}

/** The workers of an execution share a lock of this class. */
const workersClass = advisoryClass + 1;

/** Says that this connection works for it, for as long as it lives. @param session outside any transaction */
export async function joinLive(session: Session, id: number): Promise<void> {
  await session.query(`SELECT pg_catalog.pg_advisory_lock_shared(${workersClass}, $1::int4)`, [id]);
}

/**
 * Waits until no worker of an earlier pgmend is left: of one that was killed, the server may still be at the last
 * statement, and commit what would then be done twice.
 *
 * @param session outside any transaction, and holds the claim.
 */
export async function awaitWorkers(session: Session, id: number): Promise<void> {
  await session.query(`SELECT pg_catalog.pg_advisory_lock(${workersClass}, $1::int4)`, [id]);
  await session.query(`SELECT pg_catalog.pg_advisory_unlock(${workersClass}, $1::int4)`, [id]);
}

/** Somebody is at work on it. */
export async function isClaimed(session: Session, id: number): Promise<boolean> {
  const { rows } = await session.query<{ held: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND classid::int8 = ${advisoryClass} AND objid::int8 = $1 AND granted ` +
      `AND database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())) AS held`,
    [id],
  );
  return rows[0]?.held === true;
}

export function isMissing(error: unknown): boolean {
  return error instanceof ServerError && ['42P01', '3F000'].includes(error.sqlstate);
}

/** Only one at a time is at work on it. */
export function atWork({ run }: LiveRun): PgmendError {
  return new PgmendError(
    'live-at-work',
    `Another pgmend is at work on run ${run}.`,
    'Watch it with: pgmend status',
    1,
  );
}

/** @returns the live execution of this number, as it stands now */
export async function readLiveRun(
  session: Session,
  journalSchema: string,
  id: number,
): Promise<LiveRun> {
  const found = (await readLiveRuns(session, journalSchema)).find((one) => one.id === id);
  if (found === undefined) throw new TypeError('the live execution is not in the journal');
  return found;
}
