import { ServerError } from '../postgres/server-error.ts';
import type { ClientLink } from './client-link.ts';

/** Names and values that a transaction had before. */
export type SavedSettings = readonly (readonly [string, string])[];

const set = 'SELECT pg_catalog.set_config($1, $2, true)';

/** Takes away what would end the wait for an answer, and what would garble pgmend's own statements. */
export async function liftSettings({ server, settings }: ClientLink): Promise<SavedSettings> {
  const wanted: [string, string][] = [['idle_in_transaction_session_timeout', '0']];
  if (settings.serverVersion >= 170_000) wanted.push(['transaction_timeout', '0']);
  if (!['UTF8', 'SQL_ASCII'].includes(settings.encodingName)) {
    wanted.push(['client_encoding', 'UTF8']);
  }
  const saved: [string, string][] = [];
  for (const [name, value] of wanted) {
    const { rows } = await server.own(
      `SELECT pg_catalog.current_setting($1) AS old, pg_catalog.set_config($1, $2, true)`,
      [name, value],
    );
    saved.push([name, String(rows[0]?.old)]);
  }
  return saved;
}

export async function restoreSettings({ server }: ClientLink, saved: SavedSettings): Promise<void> {
  for (const [name, value] of saved) {
    try {
      await server.own(set, [name, value]);
    } catch (error) {
      // The repair left the transaction aborted: the next try will say so.
      if (!(error instanceof ServerError)) throw error;
    }
  }
}
