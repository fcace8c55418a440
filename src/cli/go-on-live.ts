import { setTimeout as sleep } from 'node:timers/promises';
import {
  atWork,
  chooseLive,
  isClaimed,
  isOpen,
  readLiveRuns,
  refuseEnded,
  writeLive,
} from '../execute/live/live-journal.ts';
import { continueLive } from '../execute/live/run-live.ts';
import type { Session } from '../postgres/session.ts';
import { withLive } from './carry-out-live.ts';
import type { SharedOptions } from './options.ts';
import { voice } from './voice.ts';
import { withDatabase } from './with-database.ts';

/** Milliseconds for whoever keeps it in sync to hand it over. */
const handingOver = 60_000;

/**
 * Goes on with a live execution.
 *
 * @param cutover whoever keeps it in sync hands it over, and it is cut over now
 */
export async function goOnLive(
  name: string | undefined,
  options: SharedOptions,
  cutover: boolean,
): Promise<number> {
  const speaker = voice(options.json === true ? 'stderr' : 'stdout');
  return withDatabase(options.url, speaker, async (session, _tool, open) => {
    const runs = await readLiveRuns(session, options.journalSchema);
    const live = chooseLive(runs, name ?? null, isOpen);
    refuseEnded(live);
    const asked = cutover ? ('now' as const) : options.cutover;
    if (cutover) {
      await writeLive(session, options.journalSchema, live.id, { asked: true });
      await untilFree(session, live.id);
    }
    if (await isClaimed(session, live.id)) throw atWork(live);
    await writeLive(session, options.journalSchema, live.id, {
      asked: false,
      ...(asked === undefined ? {} : { cutover: asked }),
    });
    const ended = await withLive(options, speaker, open, live.plan, (how) =>
      continueLive(live, how),
    );
    if (options.json === true) speaker.json({ format: 1, exitCode: ended.code, ...ended.result });
    return ended.code;
  });
}

async function untilFree(session: Session, id: number): Promise<void> {
  for (let waited = 0; waited < handingOver; waited += 200) {
    if (!(await isClaimed(session, id))) return;
    await sleep(200);
  }
}
