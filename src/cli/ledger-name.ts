import type { OwnSession } from '../postgres/connect.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { readLedger } from './read-ledger.ts';
import { reading } from './with-database.ts';

/**
 * The name of the table in which a project's tool records its migrations; null where it cannot be read: another tool's
 * table of that name, or no right to it, is for the command itself to say.
 *
 * @param session outside any transaction.
 */
export async function ledgerName(
  session: OwnSession,
  detected: DetectedTool | null,
): Promise<string | null> {
  if (detected === null) return null;
  const ledger = await reading(session, () => readLedger(detected, session)).catch(
    (error: unknown) => {
      if (error instanceof ServerError) return null;
      throw error;
    },
  );
  return ledger?.table.name ?? null;
}
