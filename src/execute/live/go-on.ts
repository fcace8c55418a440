import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnSession } from '../../postgres/connect.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import type { Proof } from '../../verify/proof.ts';
import { ProofFailed } from '../apply-plan.ts';
import { isProved, writeProof } from '../journal.ts';
import { buildIndexes, removeChanged } from './build-indexes.ts';
import { catchUp } from './catch-up.ts';
import { copyTables, estimateRows, writeRanges } from './copy-tables.ts';
import { cutOver, proveCutOver } from './cut-over.ts';
import { definitionMark } from './definition-mark.ts';
import { explainFailure } from './explain-failure.ts';
import { fillPairs } from './fill-pairs.ts';
import { giveWay } from './give-way.ts';
import { resumeAutovacuumSql } from './hold-autovacuum.ts';
import { installCapture } from './install-capture.ts';
import { type LiveCourse, liveCourse, Paused } from './live-course.ts';
import {
  awaitWorkers,
  joinLive,
  type LivePhase,
  type LiveRun,
  readLiveRun,
} from './live-journal.ts';
import { lockedTables } from './live-locks.ts';
import { type LiveOptions, turnLimit } from './live-options.ts';
import { inSnapshot, openQuietly } from './live-session.ts';
import { proveWhole } from './prove-copies.ts';
import { provePairs } from './prove-pairs.ts';
import { takeBack } from './undo-live.ts';
import { validateAndProve } from './validate-keys.ts';
import { mendCapture } from './watch-capture.ts';

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

/** One live execution at work. */
interface Work {
  readonly session: OwnSession;
  readonly live: LiveRun;
  readonly options: LiveOptions;
  readonly course: LiveCourse;
}

/**
 * Carries a live execution from the phase where it stands to its end, or to the cut-over that somebody has to ask for.
 * Each phase is whole and committed before the next is entered, so that it can be gone on with from any of them.
 *
 * @param session outside any transaction, and holds the claim on this execution.
 */
export async function goOn(
  session: OwnSession,
  live: LiveRun,
  options: LiveOptions,
): Promise<LiveOutcome> {
  const course = liveCourse(session, live, options);
  const work: Work = { session, live, options, course };
  const { design, plan, run } = live;
  course.announce();
  try {
    if (course.phase() === 'capturing') {
      await installCapture(session, design, course.lock);
      await course.enter('pairing');
      course.announce();
    }
    if (course.phase() === 'pairing') {
      // Who else is at work is known from the second look on: one before, one behind what takes a while.
      await course.room.mayGoOn();
      const pair = async () => {
        await giveWay(session, course.room);
        await fillPairs(session, design, plan);
        await writeRanges(session, design);
        await course.enter('copying');
      };
      await course.room.pace.piece(session, () => inTransaction(session, pair), false);
      course.announce();
    }
    if (course.phase() === 'copying' || course.phase() === 'indexing') {
      await course.room.mayGoOn();
      await fillCopies(work);
    }
    let held = 0;
    if (course.phase() === 'validating') await proveOrTakeBack(work);
    if (course.phase() === 'catching-up') {
      const passed = await keepUpAndCutOver(work);
      if (passed === null) return { kind: 'handed-over', run };
      held = passed;
      course.announce();
    }
    const now = await readLiveRun(session, options.journalSchema, live.id);
    const proof = await validateAndProve(session, now, course.lock);
    await course.enter('done');
    course.announce();
    const { repair } = await readLiveRun(session, options.journalSchema, live.id);
    return { kind: 'done', run, repair: repair ?? 0, proof, held };
  } catch (error) {
    if (!(error instanceof Paused)) throw await explainFailure(session, live, error);
    await course.tell({}, true);
    return { kind: 'paused', run, phase: course.phase() };
  }
}

async function fillCopies({ session, live, options, course }: Work): Promise<void> {
  const { design, plan } = live;
  const workers: OwnSession[] = [];
  try {
    await awaitWorkers(session, live.id);
    for (let at = 0; at < options.workers; at += 1) {
      const worker = await openQuietly(options.open);
      workers.push(worker);
      await joinLive(worker, live.id);
    }
    if (course.phase() === 'copying') {
      const started = performance.now();
      const before = course.progress().rows ?? 0;
      const ofRows = await estimateRows(session, design);
      let rows = before;
      const pace = () => Math.round((1000 * (rows - before)) / (performance.now() - started));
      await course.tell({ rows, ofRows }, true);
      await copyTables(workers, {
        design,
        plan,
        room: course.room,
        maxRate: options.maxRate,
        onCopied: (copied) => {
          rows += copied;
          course.tell({ rows, rate: pace() }).catch(() => {});
        },
      });
      await course.tell({ rows }, true);
      await mendCapture(session, design, false, course.lock, course.capturedAgain);
      await inSnapshot(session, async () => {
        await removeChanged(session, design);
        await course.enter('indexing');
      });
      course.announce();
    } else {
      // Rows that collided, and were put right since, would stop the building of the index again.
      await mendCapture(session, design, false, course.lock, course.capturedAgain);
      await inSnapshot(session, () => removeChanged(session, design));
    }
    await buildIndexes(workers, design, course.room);
    await course.enter('catching-up');
    course.announce();
  } finally {
    for (const worker of workers) await worker.close();
  }
}

/** @returns milliseconds for which the cut-over held its locks; null when another process is to cut over */
async function keepUpAndCutOver(work: Work): Promise<number | null> {
  const { session, live, options, course } = work;
  const { design, plan } = live;
  const { journalSchema } = options;
  const keepUp = async () => {
    await mendCapture(session, design, false, course.lock, course.capturedAgain);
    await catchUp(session, design, plan, course.room.mayGoOn, (applied, behind) =>
      course.tell({ applied, behind }),
    );
  };
  await keepUp();
  await provePairs(session, design, plan, course.room);
  const proved = await proveWhole(session, design, course.room, keepUp);
  for (const sql of resumeAutovacuumSql(design)) await session.query(sql);
  await course.tell({ waiting: live.cutover === 'manual' ? 'cutover' : null, proved }, true);
  let current = await readLiveRun(session, journalSchema, live.id);
  while (current.cutover === 'manual' && options.signal?.aborted !== true) {
    if (current.asked) return null;
    await sleep(500);
    await keepUp();
    current = await readLiveRun(session, journalSchema, live.id);
  }
  await course.room.mayGoOn();
  if (live.before === null) throw new TypeError('the journal lacks the schema of before');
  const done = await cutOver(session, {
    plan,
    design,
    began: live.before,
    lock: course.lock,
    limit: turnLimit,
    catchUp: keepUp,
    unmatched: options.unmatched,
  });
  course.entered('validating');
  options.onEvent?.({ kind: 'cut-over', held: done.held });
  await course.tell({ swapped: await definitionMark(session, lockedTables(design)) }, true);
  await proveOrTakeBack(work);
  return done.held;
}

/**
 * Compares the schema behind the cut-over with the one of before it, and takes the cut-over back where it is not what
 * was planned: at once, or when whoever cut over was stopped before the comparison.
 */
async function proveOrTakeBack({ session, live, options, course }: Work): Promise<void> {
  const { journalSchema } = options;
  const now = await readLiveRun(session, journalSchema, live.id);
  // What has been laid on the tables since then is no fault of the cut-over.
  if (await isProved(session, journalSchema, now.repair ?? 0)) return;
  const { design, before, progress } = now;
  if (before === null) throw new TypeError('the journal lacks the schema of before');
  const proof = await proveCutOver(session, design, before, progress.proved ?? []);
  await writeProof(session, journalSchema, now.repair ?? 0, proof);
  if (proof.passed) return;
  // What others have laid on the tables since would be lost with them.
  const mark = await definitionMark(session, lockedTables(design));
  if (progress.swapped !== mark) {
    throw notTakenBack(
      live,
      proof,
      'the tables may have been altered since the cut-over, which would be lost',
    );
  }
  const own = { id: live.run, command: live.command, version: '' };
  await takeBack(session, now, own, options, course.lock, before).catch((error: unknown) => {
    throw notTakenBack(live, proof, error);
  });
  throw new ProofFailed(proof);
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
