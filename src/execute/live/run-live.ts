import type { Catalog } from '../../catalog/catalog.ts';
import { readFingerprint } from '../../catalog/read-fingerprint.ts';
import type { Plan } from '../../plan/plan.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import { ensureJournal } from '../journal-schema.ts';
import type { RunInfo } from '../open-run.ts';
import { designLive } from './design-live.ts';
import { goOn, type LiveOutcome } from './go-on.ts';
import {
  advisoryClass,
  atWork,
  claimLive,
  type LiveRun,
  openLive,
  readLiveRun,
  refuseEnded,
  writeLive,
} from './live-journal.ts';
import type { LiveOptions } from './live-options.ts';
import { openQuietly } from './live-session.ts';
import { prepareWork } from './prepare-work.ts';
import { refuseTwice } from './refuse-twice.ts';

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
      // Whoever begins at the same moment is to find this one; executions are numbered from 1.
      await session.query('SELECT pg_catalog.pg_advisory_xact_lock($1, 0)', [advisoryClass]);
      const number = await openLive(session, options.journalSchema, run, plan, cutover);
      await claimLive(session, number);
      const design = await designLive(session, catalog, plan, number);
      await refuseTwice(session, design);
      const before = await readFingerprint(session, { journalSchema: options.journalSchema });
      const prepared = await prepareWork(session, design, plan);
      await writeLive(session, options.journalSchema, number, { design: prepared, before });
      return number;
    });
    return await goOn(session, await readLiveRun(session, options.journalSchema, id), options);
  } finally {
    await session.close();
  }
}

/**
 * Goes on with a live execution where it was left.
 *
 * @throws PgmendError `live-at-work` when somebody else is at it, and what {@link refuseEnded} throws.
 */
export async function continueLive(run: LiveRun, options: LiveOptions): Promise<LiveOutcome> {
  const session = await openQuietly(options.open);
  try {
    if (!(await claimLive(session, run.id))) throw atWork(run);
    const live = await readLiveRun(session, options.journalSchema, run.id);
    refuseEnded(live);
    return await goOn(session, live, options);
  } finally {
    await session.close();
  }
}
