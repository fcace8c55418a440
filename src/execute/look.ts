import type { Catalog } from '../catalog/catalog.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { readSearchPath } from '../catalog/read-search-path.ts';
import type { Session } from '../postgres/session.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';
import { endWithClient } from './end-with-client.ts';

/**
 * Rows are counted on a database in use: by one processor, as pg_dump reads them. What asks about a large catalog looks
 * so costly to the planner that it would compile it, which takes longer than to answer.
 */
const settings = { ...quietSettings, max_parallel_workers_per_gather: '0', jit: 'off' };

export interface LookOptions {
  readonly read?: typeof readCatalog;
  readonly lockTimeout?: string;
}

/**
 * Reads the catalog and works with it behind a savepoint that is always rolled back: looking changes nothing,
 * neither a setting nor a row, whatever happens meanwhile.
 *
 * Functions that print expressions lock the tables in them (ACCESS SHARE), so that looking waits where somebody is
 * altering one. Counting ends with pgmend, where the server can tell.
 *
 * @param session inside a transaction.
 * @param options `read`: `readOutline` where the details of most tables are not needed. `lockTimeout`: how long it
 *   waits for each lock, as PostgreSQL's setting reads it; 5 s unless said.
 * @throws ServerError 55P03 when it has waited so long.
 */
export async function look<T>(
  session: Session,
  journalSchema: string,
  work: (catalog: Catalog) => Promise<T>,
  { read = readCatalog, lockTimeout = '5s' }: LookOptions = {},
): Promise<T> {
  await session.query('SAVEPOINT pgmend_look');
  try {
    await endWithClient(session);
    const searchPath = await readSearchPath(session);
    return await withSettings(session, { ...settings, lock_timeout: lockTimeout }, async () =>
      work(await read(session, { searchPath, journalSchema })),
    );
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT pgmend_look').catch(() => {});
    await session.query('RELEASE SAVEPOINT pgmend_look').catch(() => {});
  }
}
