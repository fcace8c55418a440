import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Session } from '../postgres/session.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { Ledger } from '../tools/tool.ts';

/**
 * What the tool has recorded; null where its configuration cannot be read. That is said where the configuration is asked
 * for the database; where another answer was found, it is no reason to stop.
 */
export async function readLedger(
  { tool, project }: DetectedTool,
  session: Session,
): Promise<Ledger | null> {
  try {
    return await tool.ledger(project, session, process.env);
  } catch (error) {
    if (error instanceof PgmendError) return null;
    throw error;
  }
}
