import { readFile } from 'node:fs/promises';
import type { Undone } from '../execute/undo-run.ts';
import type { OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayQualified, type QualifiedName, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { listed, printable } from '../report/words.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { readLedger } from './read-ledger.ts';
import type { Voice } from './voice.ts';
import { reading } from './with-database.ts';

/** Records of the migration tool that are no longer true. */
export interface UntrueRecords {
  readonly table: QualifiedName;
  readonly names: readonly string[];
  /** Statements that take away those which the tool's folder knows how to take away. */
  readonly removals: readonly string[];
}

/**
 * The recorded migrations whose statements a mend had let through, that declare a foreign key which went with it or
 * one over a column that has its old type again, or that were written by `pgmend export` as the mend itself; null
 * without a tool or without such records.
 */
export async function untrueRecords(
  session: Session,
  detected: DetectedTool | null,
  undone: readonly (Pick<Undone, 'dropped'> & {
    readonly repair: Pick<Undone['repair'], 'migration' | 'plan' | 'run'>;
  })[],
): Promise<UntrueRecords | null> {
  if (detected === null) return null;
  const { tool, project } = detected;
  const ledger = await readLedger(detected, session);
  if (ledger === null) return null;
  const names = new Set(undone.flatMap(({ repair }) => repair.migration ?? []));
  for (const { mapped } of undone.flatMap(({ repair }) => repair.plan.conversions)) {
    const key = { table: mapped.table, columns: [mapped.column], constraint: null };
    for (const file of await tool.declaring(project, key)) names.add(file.name);
  }
  for (const key of undone.flatMap(({ dropped }) => dropped)) {
    for (const file of await tool.declaring(project, key)) names.add(file.name);
  }
  const { files } = await tool.migrations(project);
  for (const { name, path } of files) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (undone.some(({ repair }) => text.includes(repair.run))) names.add(name);
  }
  const recorded = ledger.applied.filter((name) => names.has(name));
  if (recorded.length === 0) return null;
  const removals: string[] = [];
  // The newest first: golang-migrate has the last version alone, and is set back one by one.
  for (const file of files.filter((one) => recorded.includes(one.name)).toReversed()) {
    const record = await tool.record?.(ledger, file, project);
    if (record !== undefined) removals.push(record.remove);
  }
  return { table: ledger.table, names: recorded, removals };
}

/**
 * Where `--ledger` asks for records to be removed, before anything is taken back.
 *
 * @throws PgmendError `no-ledger` where the table is not there
 */
export async function refuseWithoutLedger(
  session: OwnSession,
  detected: DetectedTool | null,
): Promise<void> {
  if (detected === null) return;
  const ledger = await reading(session, () => readLedger(detected, session));
  if (ledger === null || ledger.exists) return;
  throw new PgmendError(
    'no-ledger',
    `${displayQualified(ledger.table)} is not there, so no record of ${detected.tool.name} can be removed.`,
    'Nothing was done. If it keeps its records elsewhere, name that table with --ledger-table; if it has none, leave --ledger away.',
  );
}

/** Removes the records: as the tool's folder says, and by the name, whichever column of the tool's table holds it. */
export async function removeRecords(session: Session, records: UntrueRecords): Promise<void> {
  for (const sql of records.removals) await session.query(sql);
  await session.query(
    `DELETE FROM ${quoteQualified(records.table)} AS t WHERE EXISTS (` +
      `SELECT FROM pg_catalog.jsonb_each_text(pg_catalog.to_jsonb(t.*)) AS e WHERE e.value = ANY ($1::text[]))`,
    [records.names],
  );
}

/** Says which records are no longer true, or have been removed. */
export function sayRecords(
  { table, names }: UntrueRecords,
  removed: boolean,
  { say, palette }: Voice,
): void {
  const list = printable(listed(names));
  say(
    removed
      ? `Removed from ${displayQualified(table)}: ${list}.`
      : palette.yellow(
          `No longer true in ${displayQualified(table)}: ${list}. Remove it there, or run undo with --ledger, before the tool migrates again.`,
        ),
  );
}
