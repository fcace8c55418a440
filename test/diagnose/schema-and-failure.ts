import type { Catalog } from '../../src/catalog/catalog.ts';
import { readCatalog } from '../../src/catalog/read-catalog.ts';
import { readSearchPath } from '../../src/catalog/read-search-path.ts';
import { ServerError } from '../../src/postgres/server-error.ts';
import { quietSettings, withSettings } from '../../src/postgres/with-settings.ts';
import type { DatabaseServer } from '../servers/database-server.ts';

/** A schema, and the error with which a real server answered a statement over it; null when it took it. */
export interface SchemaAndFailure {
  readonly catalog: Catalog;
  readonly error: ServerError | null;
}

/** A database in which schemas are tried out one after another, each rolled back. */
export interface SchemaProbe {
  /** Lays `setup`, reads the catalog, then sends `statement` as one string, as tools do. */
  try(setup: string, statement?: string): Promise<SchemaAndFailure>;
  close(): Promise<void>;
}

export async function schemaProbe(server: DatabaseServer): Promise<SchemaProbe> {
  const target = await server.createDatabase();
  const session = await server.session(target);
  return {
    async try(setup, statement = 'SELECT 1') {
      await session.query('BEGIN');
      try {
        await session.query(setup);
        const searchPath = await readSearchPath(session);
        const catalog = await withSettings(session, quietSettings, () =>
          readCatalog(session, { searchPath }),
        );
        const error = await session.query(statement).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error !== null && !(error instanceof ServerError)) throw error;
        return { catalog, error };
      } finally {
        await session.query('ROLLBACK');
      }
    },
    async close() {
      await session.close();
      await server.dropDatabase(target);
    },
  };
}
