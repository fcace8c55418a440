import type { Session } from '../../postgres/session.ts';
import type { LiveRun } from './live-journal.ts';
import { work } from './live-sql.ts';

/** How many captured changes wait; those behind the cut-over wait for an undo, and are not counted. */
export async function liveLogDepths(session: Session, { design, phase }: LiveRun): Promise<number> {
  if (['validating', 'done', 'returned', 'finishing'].includes(phase)) return 0;
  let depth = 0;
  for (const { log } of design.tables) {
    const { rows } = await session.query<{ n: string }>(
      `SELECT count(*) AS n FROM ${work(design, log)}`,
    );
    depth += Number(rows[0]?.n ?? 0);
  }
  return depth;
}
