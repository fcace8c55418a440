import type { Catalog } from '../catalog/catalog.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { readSearchPath } from '../catalog/read-search-path.ts';
import type { Session } from '../postgres/session.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';

/**
 * Reads the catalog and works with it behind a savepoint that is always rolled back: looking changes nothing,
 * neither a setting nor a row, whatever happens meanwhile.
 *
 * @param session inside a transaction.
 * @param read `readOutline` where the details of most tables are not needed.
 */
export async function look<T>(
  session: Session,
  journalSchema: string,
  work: (catalog: Catalog) => Promise<T>,
  read: typeof readCatalog = readCatalog,
): Promise<T> {
  await session.query('SAVEPOINT pgmend_look');
  try {
    const searchPath = await readSearchPath(session);
    return await withSettings(session, quietSettings, async () =>
      work(await read(session, { searchPath, journalSchema })),
    );
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT pgmend_look').catch(() => {});
    await session.query('RELEASE SAVEPOINT pgmend_look').catch(() => {});
  }
}
