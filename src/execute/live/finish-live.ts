import { inTransaction } from '../../postgres/in-transaction.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import { atWork, claimLive, type LiveRun, writeLive } from './live-journal.ts';
import type { LiveOptions } from './live-options.ts';
import { openQuietly } from './live-session.ts';
import { removeCaptureSince, removeWork } from './remove-work.ts';

/**
 * Ends a live execution for good: its triggers, the tables that stood aside and all work tables go. Kept values and
 * rows stay.
 *
 * @throws PgmendError `live-at-work`, `lock-not-got`.
 */
export async function finishLive(live: LiveRun, options: LiveOptions): Promise<void> {
  const session = await openQuietly(options.open);
  try {
    if (!(await claimLive(session, live.id))) throw atWork(live);
    await removeCaptureSince(session, live.design, {
      attempt: options.lockAttempt,
      patience: options.lockPatience,
    });
    await inTransaction(session, async () => {
      await removeWork(session, live.design);
      await writeLive(session, options.journalSchema, live.id, { phase: 'finished' });
      await session.query(
        `UPDATE ${quoteIdent(options.journalSchema)}.repairs SET state = 'finished' WHERE id = $1`,
        [live.repair],
      );
    });
  } finally {
    await session.close();
  }
}
