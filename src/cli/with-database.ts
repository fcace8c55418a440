import { connect, type OwnSession } from '../postgres/connect.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import type { Target } from '../postgres/target.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { findTarget } from './find-target.ts';
import type { Voice } from './voice.ts';

/** Finds the database, connects, and closes the connection when the work is done, however it ends. */
export async function withDatabase<T>(
  url: string | undefined,
  voice: Voice,
  work: (
    session: OwnSession,
    /** The project's migration tool; null where none is known. */
    tool: () => Promise<DetectedTool | null>,
    /** Opens a further connection. */
    open: () => Promise<OwnSession>,
    target: Target,
  ) => Promise<T>,
): Promise<T> {
  const { target, tool } = await findTarget(url, voice);
  const session = await connect(target);
  try {
    return await work(session, tool, () => connect(target), target);
  } finally {
    await session.close();
  }
}

/** Reads in a transaction of its own, with names resolved in pg_catalog alone. */
export function reading<T>(session: OwnSession, read: () => Promise<T>): Promise<T> {
  return inTransaction(session, () => withSettings(session, quietSettings, read));
}
