import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { type RunLedger, writeRunLedger } from './run-ledger.ts';

/** An invocation of pgmend, for the journal. */
export interface RunInfo {
  /** Sortable and unique, e.g. `20261123-205911-3f2a`. */
  readonly id: string;
  /** The command line, for people; without secrets. */
  readonly command: string;
  readonly version: string;
  /** Where a migration tool of known configuration was run. */
  readonly ledger?: RunLedger;
}

/** Writes a run down, where it is not yet. */
export async function openRun(
  session: Session,
  journalSchema: string,
  { id, command, version, ledger }: RunInfo,
): Promise<void> {
  await session.query(
    `INSERT INTO ${quoteIdent(journalSchema)}.runs (id, command, version) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
    [id, command, version],
  );
  if (ledger !== undefined) await writeRunLedger(session, journalSchema, id, ledger);
}
