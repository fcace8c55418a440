import type { Session } from '../../postgres/session.ts';
import type { LiveTable } from './live-design.ts';
import { keyNames, keyText } from './live-sql.ts';

/** What one turn has taken out of a log of changes. */
export interface TakenKeys {
  /** Entries of the log, which has one for each time that a row was written. */
  readonly taken: number;
  /** The keys that they name, each once, as texts, column by column; without the entry of a TRUNCATE. */
  readonly keys: readonly (readonly string[])[];
  /** The table was truncated, or was not captured for a while. */
  readonly emptied: boolean;
}

/**
 * Takes up to `limit` entries out of the log of a table.
 *
 * @param log the table of the log, with its schema, as SQL.
 */
export async function takeKeys(
  session: Session,
  table: LiveTable,
  log: string,
  limit: number,
): Promise<TakenKeys> {
  const names = keyNames(table);
  const { rows } = await session.query<Record<string, string | null> & { entries: string }>(
    `WITH gone AS (DELETE FROM ${log} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${log} LIMIT ${limit})) RETURNING ${names.join(', ')}) ` +
      `SELECT ${names.map((one) => `${keyText(one)} AS ${one}`).join(', ')}, count(*) AS entries FROM gone GROUP BY ${names.map(keyText).join(', ')}`,
  );
  const whole = rows.filter((row) => names.every((name) => row[name] !== null));
  return {
    taken: rows.reduce((sum, { entries }) => sum + Number(entries), 0),
    keys: names.map((name) => whole.map((row) => row[name] ?? '')),
    emptied: whole.length < rows.length,
  };
}
