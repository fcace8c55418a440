import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { orEmpty } from './journal.ts';

/** A table as a migration tool's configuration or command names it. */
export interface ToldTable {
  readonly table: string;
  /** null: where the search path leads. */
  readonly schema: string | null;
}

/** The ledger that a run of a migration tool wrote to, which its command line may alone have named. */
export interface RunLedger {
  /** The migration tool's name. */
  readonly tool: string;
  readonly told: ToldTable;
  /** What the project's files alone said then; null where they are asked when the ledger is read. */
  readonly configured: ToldTable | null;
}

/** Writes beside a run which ledger it wrote to. */
export async function writeRunLedger(
  session: Session,
  journalSchema: string,
  run: string,
  { tool, told, configured }: RunLedger,
): Promise<void> {
  await session.query(
    `INSERT INTO ${quoteIdent(journalSchema)}.ledgers (run, tool, told, configured) VALUES ($1, $2, $3::jsonb, $4::jsonb) ON CONFLICT (run) DO NOTHING`,
    [run, tool, JSON.stringify(told), configured === null ? null : JSON.stringify(configured)],
  );
}

/**
 * The ledger of the newest run of this tool; null where the journal has none, or is another role's.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function readRunLedger(
  session: Session,
  journalSchema: string,
  tool: string,
): Promise<(RunLedger & { readonly run: string }) | null> {
  const read = async () => {
    const { rows } = await session.query<RunLedger & { run: string }>(
      `SELECT run, tool, told, configured FROM ${quoteIdent(journalSchema)}.ledgers WHERE tool = $1 ORDER BY run DESC LIMIT 1`,
      [tool],
    );
    return rows;
  };
  return (await orEmpty(session, read, ['42501']))[0] ?? null;
}
