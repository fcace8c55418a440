import { readRunLedger } from '../execute/run-ledger.ts';
import type { OwnSession } from '../postgres/connect.ts';
import { displayQualified } from '../postgres/quote.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { ledgerOfFiles, namedLedger, withLedger } from '../tools/named-ledger.ts';
import { type NamedTable, namedTable } from '../tools/named-table.ts';
import type { SharedOptions } from './options.ts';
import type { Voice } from './voice.ts';
import { reading } from './with-database.ts';

/**
 * The project's tool with the ledger that is meant: the one of `--ledger-table`; else, where the project's configuration
 * is what it was then, the one that the newest run of this tool in the journal wrote to, since a command line or its
 * environment may alone have named it; else what the configuration says.
 *
 * @param session outside any transaction
 */
export async function toldLedger<T extends DetectedTool | null>(
  session: OwnSession,
  detected: T,
  { ledgerTable, journalSchema }: Pick<SharedOptions, 'ledgerTable' | 'journalSchema'>,
  { warn, palette }: Voice,
): Promise<DetectedTool | T> {
  if (detected === null) return detected;
  if (ledgerTable !== undefined) return withLedger(detected, namedTable(ledgerTable));
  const { name } = detected.tool;
  const last = await reading(session, () => readRunLedger(session, journalSchema, name));
  const now = namedLedger(detected.project);
  if (last === null || isSame(last.told, now)) return detected;
  const ofFiles = await ledgerOfFiles(detected);
  // What a variable says today, or another configuration than then, is newer.
  if (!isSame(ofFiles, now) || !isSame(ofFiles, last.configured)) return detected;
  const { schema, table } = last.told;
  const shown = schema === null ? table : displayQualified({ schema, name: table });
  warn(
    palette.dim(
      `ledger ${shown}, as the command of run ${last.run} had it (another: --ledger-table)`,
    ),
  );
  return withLedger(detected, last.told);
}

function isSame(one: NamedTable | null, other: NamedTable | null): boolean {
  return one?.table === other?.table && one?.schema === other?.schema;
}
