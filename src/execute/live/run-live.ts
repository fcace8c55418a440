import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalog } from '../../catalog/catalog.ts';
import { readFingerprint } from '../../catalog/read-fingerprint.ts';
import type { Plan } from '../../plan/plan.ts';
import type { OwnSession } from '../../postgres/connect.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayQualified } from '../../postgres/quote.ts';
import type { Proof, TableProof } from '../../verify/proof.ts';
import { ProofFailed, type RunInfo } from '../apply-plan.ts';
import { writeProof } from '../journal.ts';
import { ensureJournal } from '../journal-schema.ts';
import { buildIndexes, removeChanged } from './build-indexes.ts';
import { catchUp } from './catch-up.ts';
import { copyTables, writeRanges } from './copy-tables.ts';
import { cutOver, proveCutOver } from './cut-over.ts';
import { designLive } from './design-live.ts';
import { fillPairs } from './fill-pairs.ts';
import { installCapture } from './install-capture.ts';
import {
  atWork,
  claimLive,
  type LivePhase,
  type LiveProgress,
  type LiveRun,
  openLive,
  readLiveRuns,
  writeLive,
} from './live-journal.ts';
import { type LiveOptions, turnLimit } from './live-options.ts';
import { inSnapshot, openQuietly } from './live-session.ts';
import { prepareWork } from './prepare-work.ts';
import { proveCopies } from './prove-copies.ts';
import { throttle } from './throttle.ts';
import { takeBack } from './undo-live.ts';
import { validateKeys } from './validate-keys.ts';
import type { BriefLock } from './with-brief-lock.ts';

/** How a live execution ended, for now. */
export type LiveOutcome =
  | {
      readonly kind: 'done';
      readonly run: string;
      readonly repair: number;
      readonly proof: Proof;
      readonly held: number;
    }
  /** Prepared and in sync, and left to whoever asked for the cut-over. */
  | { readonly kind: 'handed-over'; readonly run: string }
  /** Stopped on purpose. */
  | { readonly kind: 'paused'; readonly run: string; readonly phase: LivePhase };

/**
 * Begins to carry out a plan in the background, and goes on to its end or to the cut-over that somebody has to ask for.
 *
 * @throws PgmendError `live-impossible` and what {@link continueLive} throws.
 */
export async function startLive(
  plan: Plan,
  catalog: Catalog,
  run: RunInfo,
  cutover: 'now' | 'manual',
  options: LiveOptions,
): Promise<LiveOutcome> {
  const session = await openQuietly(options.open);
  try {
    const id = await inTransaction(session, async () => {
      await ensureJournal(session, options.journalSchema);
      const number = await openLive(session, options.journalSchema, run, plan, cutover);
      await claimLive(session, number);
      const design = await designLive(session, catalog, plan, number);
      await refuseTwice(
        session,
        options.journalSchema,
        number,
        design.tables.map((one) => displayQualified(one.table)),
      );
      const before = await readFingerprint(session, { journalSchema: options.journalSchema });
      const prepared = await prepareWork(session, design, plan);
      await writeLive(session, options.journalSchema, number, { design: prepared, before });
      return number;
    });
    return await goOn(session, await readOne(session, options.journalSchema, id), options);
  } finally {
    await session.close();
  }
}

/**
 * Goes on with a live execution where it was left.
 *
 * @throws PgmendError `live-at-work` when somebody else is at it.
 */
export async function continueLive(run: LiveRun, options: LiveOptions): Promise<LiveOutcome> {
  const session = await openQuietly(options.open);
  try {
    if (!(await claimLive(session, run.id))) throw atWork(run);
    return await goOn(session, await readOne(session, options.journalSchema, run.id), options);
  } finally {
    await session.close();
  }
}

async function refuseTwice(
  session: OwnSession,
  journalSchema: string,
  id: number,
  tables: readonly string[],
): Promise<void> {
  const others = (await readLiveRuns(session, journalSchema)).filter(
    (one) =>
      one.id !== id && one.phase !== 'undone' && one.phase !== 'finished' && one.design !== null,
  );
  for (const other of others) {
    const own = other.design.tables.map((one) => displayQualified(one.table));
    const shared = own.find((one) => tables.includes(one));
    if (shared === undefined) continue;
    throw new PgmendError(
      'live-already',
      `${shared} is part of the live execution of run ${other.run} already.`,
      `End that one first: pgmend resume ${other.run}, pgmend finish ${other.run} or pgmend undo ${other.run}`,
      1,
    );
  }
}

async function readOne(session: OwnSession, journalSchema: string, id: number): Promise<LiveRun> {
  const found = (await readLiveRuns(session, journalSchema)).find((one) => one.id === id);
  if (found === undefined) throw new TypeError('the live execution is not in the journal');
  return found;
}

/** Thrown between two pieces of work when the user wants it to stop. */
class Paused extends Error {}

async function goOn(
  session: OwnSession,
  live: LiveRun,
  options: LiveOptions,
): Promise<LiveOutcome> {
  const { design, plan } = live;
  const { journalSchema } = options;
  let phase = live.phase;
  let progress: LiveProgress = live.progress;
  let told = 0;
  const workers: OwnSession[] = [];
  const tell = async (more: LiveProgress, always = false): Promise<void> => {
    progress = { ...progress, ...more };
    if (!always && performance.now() - told < 1_000) return;
    told = performance.now();
    options.onEvent?.({ kind: 'progress', phase, progress });
    await writeLive(session, journalSchema, live.id, { progress });
  };
  const gate = throttle(
    session,
    options.throttle,
    (reason) => {
      progress = { ...progress, paused: reason };
      if (reason !== null) options.onEvent?.({ kind: 'paused', reason });
    },
    options.signal,
  );
  const mayGoOn = async (): Promise<void> => {
    await gate();
    if (options.signal?.aborted === true) throw new Paused();
  };
  const enter = async (next: LivePhase): Promise<void> => {
    await writeLive(session, journalSchema, live.id, { phase: next, progress });
    phase = next;
  };
  const lock: BriefLock = {
    attempt: options.lockAttempt,
    patience: options.lockPatience,
    onRetry: (attempts, pause) => options.onEvent?.({ kind: 'retry', attempts, pause }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  options.onEvent?.({ kind: 'phase', phase });
  const announce = () => options.onEvent?.({ kind: 'phase', phase });
  let held = 0;
  try {
    if (phase === 'capturing') {
      await installCapture(session, design, lock);
      await enter('pairing');
      announce();
    }
    if (phase === 'pairing') {
      await inTransaction(session, async () => {
        await fillPairs(session, design, plan);
        await writeRanges(session, design);
        await enter('copying');
      });
      announce();
    }
    if (phase === 'copying' || phase === 'indexing') {
      for (let at = 0; at < options.workers; at += 1) workers.push(await openQuietly(options.open));
    }
    if (phase === 'copying') {
      let rows = progress.rows ?? 0;
      await copyTables(workers, {
        design,
        plan,
        mayGoOn,
        maxRate: options.maxRate,
        onCopied: (copied) => {
          rows += copied;
          progress = { ...progress, rows };
          if (performance.now() - told > 1_000) tell({ rows }).catch(() => {});
        },
      });
      await tell({ rows }, true);
      await inSnapshot(session, async () => {
        await removeChanged(session, design);
        await enter('indexing');
      });
      announce();
    }
    if (phase === 'indexing') {
      await buildIndexes(workers, design, () => {});
      await enter('catching-up');
      announce();
    }
    for (const worker of workers.splice(0)) await worker.close();
    if (phase === 'catching-up') {
      const keepUp = () =>
        catchUp(session, design, plan, mayGoOn, (applied, behind) => tell({ applied, behind }));
      await keepUp();
      const tables = await prove(session, live);
      await tell({ waiting: live.cutover === 'manual' ? 'cutover' : null, proved: tables }, true);
      let current = await readOne(session, journalSchema, live.id);
      while (current.cutover === 'manual' && options.signal?.aborted !== true) {
        if (current.asked) return { kind: 'handed-over', run: live.run };
        await sleep(500);
        await keepUp();
        current = await readOne(session, journalSchema, live.id);
      }
      await mayGoOn();
      if (live.before === null) throw new TypeError('the journal lacks the schema of before');
      const done = await cutOver(session, {
        plan,
        design,
        began: live.before,
        lock,
        limit: turnLimit,
        catchUp: keepUp,
        unmatched: options.unmatched,
      });
      held = done.held;
      phase = 'validating';
      options.onEvent?.({ kind: 'cut-over', held });
      const proof = await proveCutOver(session, design, done.before, tables);
      await writeProof(session, journalSchema, done.repair, proof);
      if (!proof.passed) {
        const now = await readOne(session, journalSchema, live.id);
        const run = { id: live.run, command: live.command, version: '' };
        await takeBack(session, now, run, options, lock, done.before).catch((error: unknown) => {
          throw notTakenBack(live, proof, error);
        });
        throw new ProofFailed(proof);
      }
      announce();
    }
    const proof = await validateKeys(session, await readOne(session, journalSchema, live.id), lock);
    await enter('done');
    announce();
    const { repair } = await readOne(session, journalSchema, live.id);
    return { kind: 'done', run: live.run, repair: repair ?? 0, proof, held };
  } catch (error) {
    if (!(error instanceof Paused)) throw error;
    await tell({}, true);
    return { kind: 'paused', run: live.run, phase };
  } finally {
    for (const worker of workers) await worker.close();
  }
}

/** The cut-over stands, although its proof failed. */
function notTakenBack({ run }: LiveRun, { unplanned: [first] }: Proof, cause: unknown) {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PgmendError(
    'not-taken-back',
    `The proof failed behind the cut-over${first === undefined ? '' : `: ${first.identity} changed, which was not planned`}; and it could not be taken back: ${why}`,
    `The new tables are in place, the old ones are kept, and what is written is captured. Put right what is said, and take it back: pgmend undo ${run}`,
    1,
    { cause },
  );
}

/** @throws PgmendError `proof-failed`; the copies stay, and so does what captures changes. */
async function prove(session: OwnSession, { design }: LiveRun): Promise<readonly TableProof[]> {
  const isWhole = (one: TableProof) =>
    one.rowsBefore === one.rowsAfter && one.expectedChecksum === one.foundChecksum;
  let proofs: readonly TableProof[] = [];
  // TRUNCATE empties a table for older snapshots too: one may come between the snapshot and the count.
  for (let tries = 0; tries < 2; tries += 1) {
    proofs = await inSnapshot(session, () => proveCopies(session, design));
    if (proofs.every(isWhole)) return proofs;
  }
  const failed = proofs.find((one) => !isWhole(one));
  throw new PgmendError(
    'proof-failed',
    `The proof failed: the copy of ${failed === undefined ? 'a table' : displayQualified(failed.table)} does not hold the rows that it had to hold.`,
    'Nothing was changed. Please report it, and take it back: pgmend undo',
    1,
  );
}
