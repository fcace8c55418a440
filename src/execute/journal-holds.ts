import { quoteIdent } from '../postgres/quote.ts';
import { rolledBack } from '../postgres/rolled-back.ts';
import type { Session } from '../postgres/session.ts';

/** What would be lost with the journal. */
export interface JournalHoldings {
  /** Kept values and rows that were not put back. */
  readonly kept: number;
  /** Runs that can be taken back. */
  readonly runs: readonly string[];
  /** Foreign keys that are put off. */
  readonly putOff: number;
}

/**
 * Looks up what would be lost with the journal; null where there is none, where it is another role's, and where nothing
 * stands on it any more.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function journalHolds(
  session: Session,
  journalSchema: string,
): Promise<JournalHoldings | null> {
  const journal = quoteIdent(journalSchema);
  const answer = await rolledBack(session, () =>
    session.query<{ kept: string; runs: string[]; putOff: string }>(
      `SELECT (SELECT count(*) FROM ${journal}.kept_values WHERE restored IS NULL AND reason <> 'collapsed') + ` +
        `(SELECT count(*) FROM ${journal}.kept_rows WHERE restored IS NULL) AS kept, ` +
        `array(SELECT DISTINCT run FROM ${journal}.repairs WHERE kind = 'mend' AND state = 'applied' ORDER BY run) AS runs, ` +
        `(SELECT count(*) FROM ${journal}.put_off_keys WHERE state = 'waiting') AS "putOff"`,
    ),
  );
  if ('error' in answer) {
    // undefined_table, invalid_schema_name, insufficient_privilege
    if (['42P01', '3F000', '42501'].includes(answer.error.sqlstate)) return null;
    throw answer.error;
  }
  const [row] = answer.value.rows;
  const holds = {
    kept: Number(row?.kept ?? 0),
    runs: row?.runs ?? [],
    putOff: Number(row?.putOff ?? 0),
  };
  return holds.kept + holds.runs.length + holds.putOff === 0 ? null : holds;
}
