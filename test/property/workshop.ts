import { quoteIdent } from '../../src/postgres/quote.ts';
import type { DatabaseServer, OwnSession } from '../servers/start-server.ts';
import { schemas } from './random-tables.ts';

/** A database in which one random schema after the other stands: making a new database for each takes most of the time. */
export interface Workshop {
  readonly server: DatabaseServer;
  /** Lays, looks, and cuts the other one. */
  readonly watcher: OwnSession;
  /** Mends and undoes; a new connection after {@link cut}. */
  worker(): Promise<OwnSession>;
  /** Ends the worker's connection from outside. */
  cut(): Promise<void>;
  /** Empties the database. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openWorkshop(server: DatabaseServer): Promise<Workshop> {
  const target = await server.createDatabase();
  const watcher = await server.session(target);
  let worker: OwnSession | null = null;
  const dropped = [...schemas, 'pgmend'].map(quoteIdent).join(', ');
  return {
    server,
    watcher,
    async worker() {
      worker ??= await server.session(target);
      return worker;
    },
    async cut() {
      const gone = worker;
      if (gone === null) return;
      worker = null;
      await watcher.query('SELECT pg_terminate_backend($1)', [gone.pid]);
    },
    async clear() {
      await watcher.query(
        `SET client_min_messages = error; DROP SCHEMA IF EXISTS ${dropped} CASCADE; CREATE SCHEMA public; RESET client_min_messages;
         DO $$ DECLARE one record; BEGIN FOR one IN SELECT pubname FROM pg_publication LOOP EXECUTE format('DROP PUBLICATION %I', one.pubname); END LOOP; END $$`,
      );
    },
    async close() {
      await worker?.close();
      await watcher.close();
      await server.dropDatabase(target);
    },
  };
}
