import type { Fingerprint } from '../../catalog/fingerprint.ts';
import { readFingerprint } from '../../catalog/read-fingerprint.ts';
import type { OwnSession } from '../../postgres/connect.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import type { Proof, TableProof } from '../../verify/proof.ts';
import { proveRepair } from '../../verify/prove-repair.ts';
import { ProofFailed } from '../apply-plan.ts';
import { writeProof } from '../journal.ts';
import { openRun, type RunInfo } from '../open-run.ts';
import { applyAllBack, drainBack } from './apply-back.ts';
import { createBackSql } from './back-sql.ts';
import { dropCaptureSql, snapshotTriggersSql } from './capture-sql.ts';
import { caughtUp } from './caught-up.ts';
import { plainUniqueSql } from './deferrable-back.ts';
import { definitionMark } from './definition-mark.ts';
import { designOfToday } from './design-of-today.ts';
import { fillBack } from './fill-back.ts';
import { inAgreement } from './in-agreement.ts';
import type { LiveDesign } from './live-design.ts';
import {
  atWork,
  claimLive,
  type LiveRun,
  readLiveRun,
  refuseEnded,
  writeLive,
} from './live-journal.ts';
import { cutOverLock, lockedTables } from './live-locks.ts';
import { briefLock, type LiveOptions } from './live-options.ts';
import { inSnapshot, openQuietly } from './live-session.ts';
import { decideLost, keepLost } from './lost-rows.ts';
import { markRestored } from './mark-restored.ts';
import { proveBack, refuseUnproved } from './prove-back.ts';
import { toldApart, withoutCapture } from './refuse-changed.ts';
import { refuseUndoBefore } from './refuse-twice.ts';
import { refuseOldSnapshots, refuseUnseen } from './refuse-unseen.ts';
import { removeCapture, removeSnapshot, removeWork } from './remove-work.ts';
import { dropForeignKeySql, layForeignKeySql, swapBackSql } from './swap-sql.ts';
import { validateAndProve, validateKeys } from './validate-keys.ts';
import { mendCapture } from './watch-capture.ts';
import { type BriefLock, withBriefLock } from './with-brief-lock.ts';

/** What an undo of a live execution has come to. */
export type LiveUndone =
  /** Before the cut-over: there was nothing to bring back. */
  | { readonly kind: 'removed' }
  /** The tables of before were in their place already, by an undo that was interrupted then. */
  | {
      readonly kind: 'ended';
      /** Values that matched nothing, and that no row has again: see {@link markRestored}. */
      readonly notRestored: number;
    }
  | {
      readonly kind: 'taken-back';
      readonly repair: number;
      readonly proof: Proof;
      readonly kept: number;
      readonly notRestored: number;
      readonly held: number;
    };

/**
 * Takes a live execution back: before the cut-over everything of it goes; behind it the tables that stood aside get
 * what was written since, in the types of before, and their names again, in one short transaction.
 *
 * @throws PgmendError `live-at-work`, `live-ending`, `changed-since`, `undo-undecided`, `proof-failed`.
 */
export async function undoLive(
  chosen: LiveRun,
  run: RunInfo,
  options: LiveOptions,
): Promise<LiveUndone> {
  const session = await openQuietly(options.open);
  try {
    if (!(await claimLive(session, chosen.id))) throw atWork(chosen);
    const live = await readLiveRun(session, options.journalSchema, chosen.id);
    await refuseUndoBefore(session, live);
    const lock = briefLock(options);
    switch (live.phase) {
      case 'capturing':
      case 'pairing':
      case 'copying':
      case 'indexing':
      case 'catching-up':
      case 'removing':
        await remove(session, live, options.journalSchema, lock);
        return { kind: 'removed' };
      case 'validating':
        await validateWhatHolds(session, live, lock);
        return await takeBack(session, live, run, options, lock);
      case 'done':
        return await takeBack(session, live, run, options, lock);
      case 'returned':
        return { kind: 'ended', notRestored: await endReturn(session, live, live.design, lock) };
      case 'finishing':
      case 'undone':
      case 'finished':
        refuseEnded(live);
        throw new TypeError('an ended execution that is none');
    }
  } finally {
    await session.close();
  }
}

/** Before the cut-over: the triggers and copies go. */
async function remove(
  session: OwnSession,
  live: LiveRun,
  journalSchema: string,
  lock: BriefLock,
): Promise<void> {
  // From the first trigger on that goes, nothing knows what was written: the copies could not be gone on with.
  await writeLive(session, journalSchema, live.id, { phase: 'removing' });
  await removeCapture(session, live.design, lock);
  await inTransaction(session, async () => {
    await removeWork(session, live.design);
    await writeLive(session, journalSchema, live.id, { phase: 'undone' });
  });
}

/**
 * Behind the swap of a way back: what takes long, and what is no longer of use.
 *
 * @returns how many values that matched nothing stay kept.
 */
async function endReturn(
  session: OwnSession,
  live: LiveRun,
  design: LiveDesign,
  lock: BriefLock,
): Promise<number> {
  // Before anybody writes much: a row that changes from here on had its value again.
  const notRestored = await inTransaction(session, () =>
    markRestored(session, design, live.repair ?? 0),
  );
  const next = `Everything is back as it was, those rows too. Put them right, or drop the key, and end it: pgmend undo ${live.run}`;
  await validateKeys(session, design, lock, next);
  for (const table of design.tables)
    await session.query(
      `ANALYZE ${quoteIdent(table.table.schema)}.${quoteIdent(table.table.name)}`,
    );
  await removeSnapshot(session, design, lock);
  await inTransaction(session, async () => {
    await removeWork(session, design);
    await writeLive(session, design.journalSchema, live.id, { phase: 'undone' });
  });
  return notRestored;
}

/** What was stopped before its foreign keys were validated: they are taken back as what they were before. */
async function validateWhatHolds(session: OwnSession, live: LiveRun, lock: BriefLock) {
  await validateAndProve(session, live, lock).catch((error: unknown) => {
    // Rows of before that break a key are what somebody takes it back for.
    if (!(error instanceof PgmendError) || error.code !== 'not-valid') throw error;
  });
}

/**
 * The way back behind the cut-over.
 *
 * @param session that has claimed it
 * @param expected the schema right before the cut-over, where nothing may have come since; else that of today, which
 *   the way back changes as the plan says.
 */
export async function takeBack(
  session: OwnSession,
  live: LiveRun,
  run: RunInfo,
  options: LiveOptions,
  lock: BriefLock,
  expected: Fingerprint | null = null,
): Promise<LiveUndone> {
  const { plan } = live;
  const { journalSchema } = options;
  const { design, changes, notYetValid } = await designOfToday(session, live);
  await inTransaction(session, async () => {
    for (const sql of [...createBackSql(design), ...plainUniqueSql(design)])
      await session.query(sql);
    await fillBack(session, design, plan);
  });
  const tellAgain = (table: string) => options.onEvent?.({ kind: 'captured-again', table });
  const keepUp = async () => {
    await mendCapture(session, design, true, lock, tellAgain);
    await applyAllBack(session, design, plan, caughtUp(), (turn) =>
      inSnapshot(session, async () => {
        await session.query('SET LOCAL enable_seqscan = off');
        return turn();
      }),
    );
  };
  await keepUp();
  await decideLost(session, design, plan, options.unmatched);
  const tables: TableProof[] = [];
  for (const table of design.tables) {
    tables.push(
      await inAgreement(session, design, table, table.since, keepUp, () =>
        proveBack(session, design, table),
      ),
    );
  }
  refuseUnproved(tables);
  let before = withoutCapture(await readFingerprint(session, { journalSchema }));
  let held = 0;
  let mark = '';
  const prepare = async () => {
    await keepUp();
    mark = await definitionMark(session, lockedTables(design));
    before = withoutCapture(await readFingerprint(session, { journalSchema }));
  };
  const undone = await withBriefLock(
    session,
    lockedTables(design),
    cutOverLock,
    { ...lock, prepare },
    async () => {
      const started = performance.now();
      await refuseUndoBefore(session, live);
      await refuseOldSnapshots(session);
      await refuseUnseen(session, design, lockedTables(design), mark, true);
      await drainBack(session, design, plan);
      await decideLost(session, design, plan, options.unmatched);
      await openRun(session, journalSchema, run);
      const { rows } = await session.query<{ id: string }>(
        `INSERT INTO ${quoteIdent(journalSchema)}.repairs (run, kind, state, plan) VALUES ($1, 'undo', 'applied', $2::jsonb) RETURNING id`,
        [
          run.id,
          JSON.stringify({ ...plan, purpose: 'undo', conversions: [], steps: [], faults: [] }),
        ],
      );
      const repair = Number(rows[0]?.id);
      const kept = await keepLost(session, design, repair);
      for (const sql of swapAllBackSql(design)) await session.query(sql);
      const after = withoutCapture(await readFingerprint(session, { journalSchema }));
      const compared =
        expected === null
          ? proveRepair(before, after, changes, [], [], [])
          : proveRepair(expected, after, notYetValid, [], [], []);
      const proof = toldApart({ ...compared, tables }, design);
      if (!proof.passed) throw expected === null ? addedSince(proof) : new ProofFailed(proof);
      await writeProof(session, journalSchema, repair, proof);
      await session.query(
        `UPDATE ${quoteIdent(journalSchema)}.repairs SET state = 'undone' WHERE id = $1`,
        [live.repair],
      );
      await session.query(
        `UPDATE ${quoteIdent(journalSchema)}.kept_rows SET restored = pg_catalog.now() WHERE repair = $1`,
        [live.repair],
      );
      await writeLive(session, journalSchema, live.id, { phase: 'returned', design });
      held = performance.now() - started;
      return { repair, proof, kept };
    },
  );
  const notRestored = await endReturn(session, live, design, lock);
  return { kind: 'taken-back', ...undone, notRestored, held };
}

/** The statements that put the tables of before in their place again. */
function swapAllBackSql(design: LiveDesign): string[] {
  return [
    ...design.foreignKeys.map((one) => dropForeignKeySql(one)),
    ...(design.dropped ?? []).map((one) => dropForeignKeySql(one)),
    ...design.dependents.flatMap((one) => one.drop),
    ...design.tables.flatMap((table) =>
      dropCaptureSql(
        table,
        table.members.map(({ copy }) => copy),
        true,
      ),
    ),
    ...swapBackSql(design),
    ...[...design.dependents].reverse().flatMap((one) => one.restore),
    ...[...design.foreignKeys].reverse().flatMap(layForeignKeySql),
    ...design.tables.flatMap((table) => snapshotTriggersSql(design, table, ['returned', 'undone'])),
  ];
}

/** What somebody has laid on the tables since the cut-over, and those of before do not have. */
function addedSince({ unplanned }: Proof): PgmendError {
  const names = unplanned.slice(0, 5).map((one) => one.identity);
  const more =
    unplanned.length > names.length ? ` and ${unplanned.length - names.length} more` : '';
  return new PgmendError(
    'changed-since',
    `What stands on the tables has been altered since the cut-over, and the tables of before do not have it: ${names.join(', ')}${more}.`,
    'Nothing was changed, for undo would lose it. Take those changes back by hand, run undo again, and make them anew behind it. The old tables are kept until: pgmend finish',
    1,
  );
}
