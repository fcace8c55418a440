import type { Session } from './session.ts';

/**
 * Runs `work` with settings changed for the open transaction only, and puts the old values back after it,
 * because SET LOCAL survives RELEASE SAVEPOINT. After a server error the transaction is aborted and the
 * caller's ROLLBACK restores them.
 *
 * @param settings names and values as for SET; the session must be inside a transaction.
 */
export async function withSettings<T>(
  session: Session,
  settings: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const names = Object.keys(settings);
  const { rows } = await session.query<{ name: string; value: string }>(
    `SELECT n AS name, coalesce(pg_catalog.current_setting(n, true), '') AS value FROM pg_catalog.unnest($1::pg_catalog.text[]) AS n`,
    [names],
  );
  await setLocal(session, settings);
  const result = await work();
  await setLocal(session, Object.fromEntries(rows.map((row) => [row.name, row.value])));
  return result;
}

async function setLocal(
  session: Session,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await session.query(
    `SELECT pg_catalog.set_config(n, v, true) FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[])) AS s(n, v)`,
    [Object.keys(settings), Object.values(settings)],
  );
}

/**
 * The settings under which pgmend reads and writes: names resolve in pg_catalog alone, so that definitions
 * come back qualified; values print in one exact form whatever the client has set; a row security policy
 * raises an error instead of hiding rows.
 */
export const quietSettings: Readonly<Record<string, string>> = {
  // Named last, or temporary tables and types would come before those of pg_catalog.
  search_path: 'pg_catalog, pg_temp',
  row_security: 'off',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  xmloption: 'content',
  array_nulls: 'on',
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
  transform_null_equals: 'off',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};
