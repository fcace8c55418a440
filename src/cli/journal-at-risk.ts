import { PgmendError } from '../postgres/pgmend-error.ts';
import type { JournalAtRisk } from '../report/journal-at-risk.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';

/**
 * Would this command, or without one any command of the project's tool, drop pgmend's schema? null where it would not,
 * and where the configuration cannot be read, which is said where it is asked for the database.
 */
export async function journalAtRisk(
  detected: DetectedTool | null,
  journalSchema: string,
  command: readonly string[] = [],
): Promise<JournalAtRisk | null> {
  const { tool, project } = detected ?? {};
  if (project === undefined || tool?.schemaAtRisk === undefined) return null;
  try {
    return await tool.schemaAtRisk(project, journalSchema, command);
  } catch (error) {
    if (error instanceof PgmendError) return null;
    throw error;
  }
}
