import { quoteQualified } from '../../src/postgres/quote.ts';
import type { Session } from '../../src/postgres/session.ts';
import { readState, type State } from '../cases/state.ts';

/** Schema, rows, and what sequences have given out. */
export interface WholeState extends State {
  readonly sequences: Readonly<Record<string, string>>;
}

export async function wholeState(session: Session): Promise<WholeState> {
  const state = await readState(session);
  const { rows } = await session.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND n.nspname <> 'pgmend' ORDER BY 1, 2`,
  );
  const selects = rows.map(
    (one) =>
      `SELECT ${`'${quoteQualified(one).replaceAll("'", "''")}'`} AS name, concat_ws(' ', s.last_value, s.is_called) AS value FROM ${quoteQualified(one)} AS s`,
  );
  const values =
    selects.length === 0
      ? { rows: [] }
      : await session.query<{ name: string; value: string }>(selects.join(' UNION ALL '));
  return {
    ...state,
    sequences: Object.fromEntries(values.rows.map((one) => [one.name, one.value])),
  };
}
