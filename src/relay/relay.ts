import { createServer, type Socket } from 'node:net';
import { connectionRefusal } from '../postgres/connection-refusal.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Session } from '../postgres/session.ts';
import type { Target } from '../postgres/target.ts';
import { loadParser } from '../statement/parse-statements.ts';
import { CancelDesk, sendCancel } from './cancel.ts';
import { type Certificate, createCertificate } from './certificate.ts';
import { ClientLink } from './client-link.ts';
import { type Connected, type Deadlock, deadlockIn } from './deadlock.ts';
import type {
  ClientConnection,
  Guarding,
  HeldStatement,
  Settlement,
  Verdict,
} from './held-statement.ts';
import { errorResponse } from './messages.ts';
import { startSession } from './start-session.ts';
import { type Opening, readOpening } from './startup.ts';
import { connectUpstream, highWaterMark, type Upstream } from './upstream.ts';
import { type Waiting, type WaitingWatch, watchWaiting } from './watch-waiting.ts';

export interface RelayOptions {
  /** The database's server; user, database and password are the client's own, but for {@link onWaiting}. */
  readonly upstream: Target;
  /** Default: a free port on 127.0.0.1. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /**
   * Called for a statement that failed, on the client's own upstream connection, with a session that is inside
   * a transaction: the client's own, back at the savepoint before the statement, or one that the relay opened.
   * `signal` aborts when the client has gone or has cancelled; the verdict is then ignored and all is rolled back.
   */
  readonly onHeld: (held: HeldStatement, session: Session, signal: AbortSignal) => Promise<Verdict>;
  readonly onSettled?: (held: HeldStatement, settlement: Settlement) => void;
  /** Which errors are held at all (by SQLSTATE and statement); the others pass untouched. */
  readonly holds?: (held: HeldStatement) => boolean;
  /** Asked for every statement before its unit is sent on; null, the answer to nearly all, forwards it at once. */
  readonly guard?: (sql: string, connection: ClientConnection) => Guarding | null;
  /** Told when the server has ended a deadlock between connections of the command; needs `holds`. */
  readonly onDeadlock?: (deadlock: Deadlock) => void;
  /** Told when a statement waits for a lock. The upstream's user and password are then used to find out for whom. */
  readonly onWaiting?: (waiting: Waiting) => void;
  /** Clients that ask for TLS get it, whatever the server has: their configuration was written for another one. */
  readonly offersTls?: boolean;
  /** Milliseconds after which a statement that waits for a lock is cancelled; needs `onWaiting`. Default: never. */
  readonly lockTimeout?: number | null;
}

/** What one connection has to know of the relay that it belongs to. */
export interface LinkOptions extends RelayOptions {
  /** Told of every error that goes to the client. */
  readonly onPassed: (held: HeldStatement) => void;
  /** Told at once when the server has ended a deadlock with an error, before those who waited can go on. */
  readonly onDeadlockEnded: (connection: ClientConnection) => void;
}

export interface Relay {
  readonly host: string;
  readonly port: number;
  /** Client connections accepted since the start (cancel requests not counted). */
  readonly accepted: () => number;
  close(): Promise<void>;
}

/**
 * Starts the server between a migration tool and its database. Everything flows through untouched and unbuffered
 * but statements that fail where they may declare or alter a key: those are held.
 *
 * @throws PgmendError `address-not-usable` when the address to listen on is taken or not allowed.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  await loadParser();
  const desk = new CancelDesk();
  const links = new Set<ClientLink>();
  const sockets = new Set<Socket>();
  const waiting = watchFor(options, links);
  let accepted = 0;
  let certificate: Promise<Certificate> | null = null;
  const { upstream } = options;
  // By the process that the server chose: the error is told later, when the others have gone on.
  const deadlocked = new Map<number, readonly Connected[]>();
  const linkOptions: LinkOptions = {
    ...options,
    onDeadlockEnded({ pid }) {
      deadlocked.set(
        pid,
        [...links].map(({ info, lastStatement }) => ({ info, lastStatement })),
      );
    },
    onPassed(held) {
      const { pid } = held.connection;
      const deadlock = deadlockIn(held, deadlocked.get(pid) ?? links);
      deadlocked.delete(pid);
      if (deadlock !== null) options.onDeadlock?.(deadlock);
    },
  };

  async function serve(socket: Socket): Promise<void> {
    const prepared: Promise<Upstream>[] = [];
    const connect = (): Promise<Upstream> => {
      const connection = prepared[0] ?? connectUpstream(upstream);
      prepared[0] = connection;
      return connection;
    };
    const opening = await readOpening(socket, async () => {
      if (options.offersTls === true) {
        certificate ??= createCertificate(['localhost']);
        return certificate;
      }
      if (upstream.tls === null || upstream.host.startsWith('/')) return null;
      // Where TLS is only preferred, the client gets what the server gives.
      if (
        upstream.tls.mode === 'prefer' &&
        !(await connect().then(
          (one) => one.encrypted,
          () => false,
        ))
      )
        return null;
      certificate ??= createCertificate([upstream.host]);
      return certificate;
    });
    if (opening === null || opening.kind === 'cancel') {
      prepared[0]?.then(
        (unused) => unused.socket.destroy(),
        () => {},
      );
      if (opening !== null && !desk.cancel(opening.packet.subarray(8))) {
        await sendCancel(upstream, opening.packet);
      }
      socket.destroySoon();
      return;
    }
    accepted += 1;
    const number = accepted;
    const server = await reach(opening, connect);
    if (server === null) return;
    sockets.add(server);
    server.once('close', () => sockets.delete(server));
    if (socket.destroyed) return void server.destroy();
    const link = new ClientLink({
      client: opening.socket,
      server,
      startup: opening.packet,
      number,
      desk,
      options: linkOptions,
    });
    links.add(link);
    socket.once('close', () => links.delete(link));
  }

  /** null when the server cannot be reached; the client has been told why. */
  async function reach(
    { socket: client, packet }: Opening,
    connect: () => Promise<Upstream>,
  ): Promise<Socket | null> {
    try {
      return await startSession(await connect(), packet, upstream);
    } catch (error) {
      const { message, next } = connectionRefusal(error, upstream);
      const refusal = {
        severity: 'FATAL',
        sqlstate: '08001',
        message: `pgmend: ${message}`,
        hint: next,
      };
      client.end(errorResponse(refusal));
      client.resume();
      return null;
    }
  }

  const listener = createServer({ noDelay: true, allowHalfOpen: true, highWaterMark }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket).catch(() => socket.destroy());
  });
  const host = options.listen?.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    listener.once('error', (error: NodeJS.ErrnoException) =>
      reject(cannotListen(error, host, options.listen?.port ?? 0)),
    );
    listener.listen({ host, port: options.listen?.port ?? 0, backlog: 1024 }, () => resolve());
  });
  listener.on('error', () => {});
  const address = listener.address();
  return {
    host,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    accepted: () => accepted,
    async close() {
      waiting?.close();
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const link of links) link.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): PgmendError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'something else listens there'
      : error.code === 'EACCES'
        ? 'this user may not'
        : error.message;
  return new PgmendError(
    'address-not-usable',
    `pgmend cannot listen on ${host}:${port}: ${why}.`,
    'Choose another port with --listen; 0 takes a free one.',
    2,
    { cause: error },
  );
}

function watchFor(options: RelayOptions, links: Iterable<ClientLink>): WaitingWatch | null {
  const { onWaiting, upstream, lockTimeout = null } = options;
  if (onWaiting === undefined) return null;
  return watchWaiting({
    target: upstream,
    waiters: () => links,
    onWaiting,
    lockTimeout,
  });
}
