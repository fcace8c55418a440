import { nameMigration } from '../execute/journal.ts';
import { connect } from '../postgres/connect.ts';
import type { Target } from '../postgres/target.ts';
import type { HeldOutcome } from '../relay/held-outcome.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';

/**
 * Writes into the journal which migration each repair let through: the one that the tool recorded next.
 * The journal is complete without these names, so a connection that cannot be opened any more is no error.
 */
export async function nameMigrations(
  target: Target,
  detected: DetectedTool | null,
  outcomes: readonly HeldOutcome[],
  journalSchema: string,
): Promise<void> {
  const repairs = outcomes.flatMap(({ result, applied, ledgerBefore }) =>
    result === 'mended' && applied !== null && ledgerBefore !== null
      ? [{ repair: applied.repair, ledgerBefore }]
      : [],
  );
  if (detected === null || repairs.length === 0) return;
  const { tool, project } = detected;
  const session = await connect(target).catch(() => null);
  if (session === null) return;
  try {
    const { applied } = await tool.ledger(project, session, process.env);
    for (const { repair, ledgerBefore } of repairs) {
      // A tool runs in its own order, so the first that is new is the one whose statement was held.
      const migration = applied.find((name) => !ledgerBefore.includes(name));
      if (migration !== undefined) {
        await nameMigration(session, journalSchema, repair, migration);
      }
    }
  } catch {
    // Said where it matters: `undo` finds such records by what the files declare.
  } finally {
    await session.close();
  }
}
