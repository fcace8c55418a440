import type { Undone } from '../execute/undo-run.ts';
import { type QualifiedName, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';

/** Records of the migration tool that are no longer true. */
export interface UntrueRecords {
  readonly table: QualifiedName;
  readonly names: readonly string[];
}

/**
 * The recorded migrations whose statements a mend had let through, or that declare a foreign key over a column
 * that has its old type again; null without a tool or without such records.
 */
export async function untrueRecords(
  session: Session,
  detected: DetectedTool | null,
  undone: readonly Undone[],
): Promise<UntrueRecords | null> {
  if (detected === null) return null;
  const { tool, project } = detected;
  const ledger = await tool.ledger(project, session, process.env);
  const names = new Set(undone.flatMap(({ repair }) => repair.migration ?? []));
  for (const { mapped } of undone.flatMap(({ repair }) => repair.plan.conversions)) {
    const key = { table: mapped.table, columns: [mapped.column], constraint: null };
    for (const file of await tool.declaring(project, key)) names.add(file.name);
  }
  const recorded = ledger.applied.filter((name) => names.has(name));
  return recorded.length === 0 ? null : { table: ledger.table, names: recorded };
}

/** Removes the records, whichever column of the tool's table holds the name. */
export async function removeRecords(session: Session, records: UntrueRecords): Promise<void> {
  await session.query(
    `DELETE FROM ${quoteQualified(records.table)} AS t WHERE EXISTS (` +
      `SELECT FROM pg_catalog.jsonb_each_text(pg_catalog.to_jsonb(t.*)) AS e WHERE e.value = ANY ($1::text[]))`,
    [records.names],
  );
}
