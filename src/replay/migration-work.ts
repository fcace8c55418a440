import type { Catalog } from '../catalog/catalog.ts';
import type { RunInfo } from '../execute/open-run.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { MigrationFile } from '../tools/tool.ts';
import { openScratch } from './open-scratch.ts';
import { replayMigrations } from './replay-migrations.ts';
import type { PlacedStatement } from './replay-report.ts';

export interface WorkRequest {
  readonly detected: DetectedTool;
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunInfo;
  readonly journalSchema: string;
}

/** What one migration does, as a replay on the embedded database has shown it. */
export interface MigrationWork {
  readonly statements: readonly PlacedStatement[];
  /** The catalog after it; null when the replay did not get so far. */
  readonly after: Catalog | null;
  /** The catalog after all of them. */
  readonly end: Catalog;
  /** What the tool said when it stopped; null when it went through. */
  readonly complaint: string | null;
}

/**
 * Replays the project's migrations, in its own order, and tells what this one sends and leaves.
 *
 * @throws PgmendError `replay-not-possible`
 */
export async function migrationWork(
  migration: MigrationFile,
  request: WorkRequest,
): Promise<MigrationWork> {
  const { detected, directory, env, run, journalSchema } = request;
  const { tool, project } = detected;
  if (tool.replay === undefined) {
    throw new PgmendError(
      'replay-not-possible',
      `Nobody can see what a migration of ${tool.name} does without running it on the database itself.`,
      'If you know that it is done, say so: --force',
    );
  }
  const replay = await tool.replay(project, { command: [], directory, env });
  const { files } = await tool.migrations(project);
  const scratch = await openScratch(null, () => {});
  try {
    const replayed = await replayMigrations(
      {
        detected,
        replay,
        scratch,
        run,
        journalSchema,
        snapshotAfter: files.findIndex((one) => one.name === migration.name) + 1,
        onOutput: () => {},
      },
      [],
    );
    return {
      statements: replayed.statements
        .filter((one) => one.file === migration.path)
        .map((one) => ({ ...one, sql: tool.statementInBlock?.(one.sql) ?? one.sql })),
      after: replayed.snapshot,
      end: replayed.end,
      complaint: replay.complaint(replayed.output),
    };
  } finally {
    await scratch.close();
  }
}
