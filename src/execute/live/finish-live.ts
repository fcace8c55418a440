import { inTransaction } from '../../postgres/in-transaction.ts';
import { dropUndoMaterial, type UndoMaterial } from '../finish-run.ts';
import { atWork, claimLive, type LiveRun, writeLive } from './live-journal.ts';
import { briefLock, type LiveOptions } from './live-options.ts';
import { openQuietly } from './live-session.ts';
import { refuseFinishBefore } from './refuse-twice.ts';
import { removeCaptureAside, removeCaptureSince, removeWork } from './remove-work.ts';

/**
 * Ends the live executions of a run for good: the triggers, the tables that stood aside, all work tables and what else
 * `undo` stands on go. Kept values and rows stay.
 *
 * @throws PgmendError `live-at-work`, `lock-not-got`, `finish-before`.
 */
export async function finishLive(
  lives: readonly LiveRun[],
  material: UndoMaterial,
  options: LiveOptions,
): Promise<void> {
  const { journalSchema } = options;
  const session = await openQuietly(options.open);
  try {
    await refuseFinishBefore(session, journalSchema, lives);
    for (const live of lives) {
      if (!(await claimLive(session, live.id))) throw atWork(live);
      // From the first trigger on that goes, nothing knows what was written: an undo would lose it.
      await writeLive(session, journalSchema, live.id, { phase: 'finishing' });
      const lock = briefLock(options);
      await removeCaptureSince(session, live.design, lock);
      await removeCaptureAside(session, live.design, lock);
    }
    await inTransaction(session, async () => {
      for (const live of lives) {
        await removeWork(session, live.design);
        await writeLive(session, journalSchema, live.id, { phase: 'finished' });
      }
      await dropUndoMaterial(session, journalSchema, material);
    });
  } finally {
    await session.close();
  }
}
