import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Target } from '../postgres/target.ts';
import { preparedDirectory } from './prepared-directory.ts';
import { type Guest, serveOneSession } from './serve-one-session.ts';

export interface EmbeddedOptions {
  /** A folder that keeps the data; without one they are in memory and gone at the end. */
  readonly dataDir?: string;
}

export interface Embedded {
  readonly target: Target;
  close(): Promise<void>;
}

/**
 * A pool of five, a relay and its own look at the state fit in; by default the socket server takes one
 * connection and drops the second.
 */
const maxConnections = 20;
const host = '127.0.0.1';

/**
 * Starts the database for those who have none at hand: PGlite (PostgreSQL as WebAssembly) behind a socket on
 * 127.0.0.1, in this process. All connections share one backend, so settings and prepared names are shared and
 * nothing can wait for anything: it is for demonstrations, not for what depends on two sessions.
 *
 * @throws PgmendError `embedded-failed` when it does not start
 */
export async function startEmbedded(options: EmbeddedOptions = {}): Promise<Embedded> {
  try {
    return await start(options);
  } catch (error) {
    throw notStarted(error);
  }
}

/** An empty database in memory. */
async function newDatabase(): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite');
  const prepared = preparedDirectory(embeddedVersion());
  const loadDataDir = await prepared.read();
  if (loadDataDir !== null) {
    try {
      return await PGlite.create({ loadDataDir });
    } catch {
      // Cut short, or of somebody else's making.
      await prepared.forget();
    }
  }
  const db = await PGlite.create();
  await prepared.write(await db.dumpDataDir('gzip'));
  return db;
}

function embeddedVersion(): string {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  for (let folder = path.dirname(main); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file)) return String(JSON.parse(readFileSync(file, 'utf8')).version);
  }
}

function notStarted(error: unknown): PgmendError {
  return new PgmendError(
    'embedded-failed',
    `The embedded database does not start: ${error instanceof Error ? error.message : String(error)}.`,
    'Install pgmend with its dependencies (`npm ci`), or name a server of your own.',
    2,
    { cause: error },
  );
}

function embeddedTarget(port: number): Target {
  return {
    host,
    port,
    user: 'postgres',
    database: 'postgres',
    password: null,
    tls: null,
    source: 'the embedded database',
  };
}

async function start({ dataDir }: EmbeddedOptions): Promise<Embedded> {
  // Several megabytes that most runs never need.
  const [{ PGlite }, { PGLiteSocketServer }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-socket'),
  ]);
  const db = await PGlite.create(dataDir === undefined ? {} : { dataDir });
  const port = await freePort(host);
  const server = new PGLiteSocketServer({ db, host, port, maxConnections });
  await server.start();
  return {
    target: embeddedTarget(port),
    async close() {
      await server.stop();
      await db.close();
    },
  };
}

/**
 * Starts the database for a replay: in memory, and with connections that never wait for each other for ever. A statement
 * that would (see {@link serveOneSession}) is told to `onGuest`.
 *
 * @throws PgmendError `embedded-failed` when it does not start
 */
export async function startScratch(onGuest: (guest: Guest) => void): Promise<Embedded> {
  try {
    const db = await newDatabase();
    const execute = (messages: Uint8Array) =>
      db.runExclusive(() => db.execProtocolRaw(messages, { syncToFs: false }));
    const shared = await serveOneSession({ execute }, { host, onGuest });
    return {
      target: embeddedTarget(shared.port),
      async close() {
        await shared.close();
        await db.close();
      },
    };
  } catch (error) {
    throw notStarted(error);
  }
}

/** The socket server does not say which port it got for 0, so one is asked for and given back first. */
async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen(0, host, resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
