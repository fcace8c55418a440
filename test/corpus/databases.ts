import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { targetFromUrl } from '../../src/cli/target-from-url.ts';
import { connect, type OwnSession } from '../../src/postgres/connect.ts';
import { quoteIdent } from '../../src/postgres/quote.ts';
import type { Target } from '../../src/postgres/target.ts';
import { startServer } from '../servers/start-server.ts';

/** Where cases get their databases. */
export interface Databases {
  create(): Promise<Target>;
  drop(target: Target): Promise<void>;
  session(target: Target): Promise<OwnSession>;
  stop(): Promise<void>;
}

const install = join(import.meta.dirname, '../servers/install.mjs');

/** A test server of a version, fetched where it is not there yet, ended with `stop`. */
export async function ownServer(major: number): Promise<Databases> {
  const { status } = spawnSync(process.execPath, [install], {
    env: { ...process.env, PGMEND_TEST_MAJORS: String(major) },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`PostgreSQL ${major} could not be installed`);
  const server = await startServer(major);
  return {
    create: () => server.createDatabase(),
    drop: (target) => server.dropDatabase(target),
    session: (target) => server.session(target),
    stop: () => server.stop(),
  };
}

/** A server that runs already; the role of the URL may create databases. */
export function serverAt(url: string): Databases {
  const target = targetFromUrl(url, '--server', { user: 'postgres', password: null, tls: {} });
  let count = 0;
  const administer = async (sql: string) => {
    const session = await connect(target);
    await session.query(sql).finally(() => session.close());
  };
  return {
    async create() {
      count += 1;
      const database = `pgmend_corpus_${process.pid}_${count}`;
      await administer(`CREATE DATABASE ${quoteIdent(database)} TEMPLATE template0`);
      return { ...target, database };
    },
    drop: ({ database }) =>
      administer(`DROP DATABASE IF EXISTS ${quoteIdent(database)} WITH (FORCE)`),
    session: connect,
    stop: async () => {},
  };
}
