import type { Plan } from '../../plan/plan.ts';
import type { Session } from '../../postgres/session.ts';
import { applyChanges } from './apply-changes.ts';
import { applyLookups } from './apply-lookups.ts';
import { caughtUp } from './caught-up.ts';
import type { LiveDesign } from './live-design.ts';
import { turnLimit } from './live-options.ts';
import { inSnapshot } from './live-session.ts';
import { work } from './live-sql.ts';

/**
 * Takes turns until the logs are as good as empty, or as short as they get: {@link caughtUp}.
 *
 * @param mayGoOn throws when it is to stop.
 */
export async function catchUp(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  mayGoOn: () => Promise<void>,
  onApplied: (applied: number, behind: number) => Promise<void>,
): Promise<void> {
  let applied = 0;
  let sinceVacuum = 0;
  const isCaughtUp = caughtUp();
  for (;;) {
    await mayGoOn();
    let most = 0;
    const started = performance.now();
    for (const table of design.tables) {
      const turn = await inSnapshot(session, async () => {
        // An index finds the few rows of a turn, however wrong the statistics of a new table are.
        await session.query('SET LOCAL enable_seqscan = off');
        await applyLookups(session, design, plan);
        return applyChanges(session, design, plan, table, turnLimit);
      });
      applied += turn.taken;
      sinceVacuum += turn.taken;
      most = Math.max(most, turn.taken - turn.again);
    }
    const isDone = isCaughtUp({ moved: most, took: performance.now() - started });
    // What comes next reads the log: it is planned by how full it is.
    if (sinceVacuum > (isDone ? 5_000 : 50_000)) {
      for (const { log } of design.tables)
        await session.query(`VACUUM (TRUNCATE false) ${work(design, log)}`);
      sinceVacuum = 0;
    }
    await onApplied(applied, most);
    if (isDone) return;
  }
}
