import { quoteIdent } from '../postgres/quote.ts';
import { rolledBack } from '../postgres/rolled-back.ts';
import type { Session } from '../postgres/session.ts';

/** What would be lost with the journal. */
export interface JournalHoldings {
  /** Kept values and rows that were not put back. */
  readonly kept: number;
  /** Runs that can be taken back, or gone on with. */
  readonly runs: readonly string[];
  /** Foreign keys that are put off. */
  readonly putOff: number;
}

/** Where what a run has done can be taken back, or gone on with: by the journal's table. */
const runsSql: Readonly<Record<string, string>> = {
  repairs: `SELECT run FROM %.repairs WHERE kind = 'mend' AND state = 'applied'`,
  live: `SELECT run FROM %.live WHERE phase NOT IN ('undone', 'finished')`,
};
const keptSql: Readonly<Record<string, string>> = {
  kept_values: `SELECT FROM %.kept_values WHERE restored IS NULL AND reason <> 'collapsed'`,
  kept_rows: `SELECT FROM %.kept_rows WHERE restored IS NULL`,
};
const putOffSql: Readonly<Record<string, string>> = {
  put_off_keys: `SELECT FROM %.put_off_keys WHERE state = 'waiting'`,
};

/**
 * Looks up what would be lost with the journal; null where there is none, where it is another role's, and where nothing
 * stands on it any more. A journal of an earlier version may lack a table.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function journalHolds(
  session: Session,
  journalSchema: string,
): Promise<JournalHoldings | null> {
  const there = await session.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'`,
    [journalSchema],
  );
  const names = new Set(there.rows.map((row) => row.name));
  const from = (parts: Readonly<Record<string, string>>, nothing: string, join: string) => {
    const found = Object.entries(parts).filter(([table]) => names.has(table));
    const all = found.map(([, sql]) => sql.replaceAll('%', () => quoteIdent(journalSchema)));
    return all.length === 0 ? nothing : all.join(join);
  };
  const none = 'SELECT WHERE false';
  const answer = await rolledBack(session, () =>
    session.query<{ kept: string; runs: string[]; putOff: string }>(
      `SELECT (SELECT count(*) FROM (${from(keptSql, none, ' UNION ALL ')}) AS k) AS kept, ` +
        `array(${from(runsSql, 'SELECT NULL::text WHERE false', ' UNION ')} ORDER BY 1) AS runs, ` +
        `(SELECT count(*) FROM (${from(putOffSql, none, ' UNION ALL ')}) AS p) AS "putOff"`,
    ),
  );
  if ('error' in answer) {
    // insufficient_privilege: the schema is somebody else's, who alone can take it away.
    if (answer.error.sqlstate === '42501') return null;
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
