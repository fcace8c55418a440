import type { Session } from './session.ts';

export { quietSettings } from './quiet-settings.ts';

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
