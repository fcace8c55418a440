import { createServer, type Server, type Socket } from 'node:net';
import { Connection } from './connection.ts';

/** One session of a database that speaks the wire protocol: what PGlite is. */
export interface WireSession {
  /** Whole messages of a client; their answers. */
  execute(messages: Uint8Array): Promise<Uint8Array>;
}

/** A statement that came while another connection had its transaction open, and ran inside that. */
export interface Guest {
  readonly sql: string | null;
}

export interface OneSession {
  readonly port: number;
  close(): Promise<void>;
}

/** Milliseconds that a statement waits for the transaction of another connection to end. */
const patience = 400;

/** One waits for its turn. */
interface Turn {
  readonly connection: Connection;
  readonly messages: Buffer;
  readonly since: number;
}

/**
 * Lets several connections share one session. From its first message until it is ready and outside a transaction, a
 * connection has the session to itself. Where it sits idle in its transaction, and another connection's statement has
 * waited for it a while, the two wait for each other (a migration whose call leaves its transaction out), or the
 * second one does not care: its statement is then run inside that transaction, behind a savepoint, and told.
 */
export async function serveOneSession(
  session: WireSession,
  options: { readonly host: string; readonly onGuest: (guest: Guest) => void },
): Promise<OneSession> {
  const connections = new Set<Connection>();
  // What it answers stands in memory that it uses again.
  const greeting = Buffer.from(await session.execute(startUp()));
  const turns: Turn[] = [];
  let owner: Connection | null = null;
  let running: Promise<void> | null = null;
  let closed = false;

  function next(): void {
    if (running !== null || closed) return;
    const at = owner === null ? 0 : turns.findIndex((one) => one.connection === owner);
    const turn = turns[at];
    if (turn === undefined) return;
    turns.splice(at, 1);
    run(serve(turn));
  }

  function run(work: Promise<void>): void {
    running = work
      .catch(() => {})
      .finally(() => {
        running = null;
        next();
      });
  }

  async function serve({ connection, messages }: Turn): Promise<void> {
    owner = connection;
    const answer = Buffer.from(await session.execute(messages));
    connection.answer(answer);
    if (connection.isFree) owner = null;
    if (connection.isGone) await leave(connection);
  }

  async function serveGuest(turn: Turn): Promise<void> {
    options.onGuest({ sql: turn.connection.queryOf(turn.messages) });
    await session.execute(query('SAVEPOINT pgmend_guest'));
    const answer = Buffer.from(await session.execute(turn.messages));
    turn.connection.answer(answer, true);
    if (turn.connection.hasFailed) {
      await session.execute(query('ROLLBACK TO SAVEPOINT pgmend_guest'));
    }
    await session.execute(query('RELEASE SAVEPOINT pgmend_guest'));
  }

  /** Whoever goes leaves no transaction behind. */
  async function leave(connection: Connection): Promise<void> {
    if (owner !== connection) return;
    await session.execute(query('ROLLBACK'));
    owner = null;
  }

  const watch = setInterval(() => {
    if (running !== null || owner === null || !owner.isIdleInTransaction) return;
    const waited = (one: Turn) => Date.now() - one.since > patience;
    const at = turns.findIndex(
      (one) => one.connection !== owner && waited(one) && one.connection.isWhole(one.messages),
    );
    const [turn] = at === -1 ? [] : turns.splice(at, 1);
    if (turn !== undefined) run(serveGuest(turn));
  }, 100);
  watch.unref();

  const server = createServer({ noDelay: true }, (socket: Socket) => {
    const connection = new Connection(socket, greeting, {
      onMessages: (messages) => {
        turns.push({ connection, messages, since: Date.now() });
        next();
      },
      onGone: () => {
        connections.delete(connection);
        for (let at = turns.length - 1; at >= 0; at -= 1) {
          if (turns[at]?.connection === connection) turns.splice(at, 1);
        }
        if (owner === connection && running === null) run(leave(connection));
      },
    });
    connections.add(connection);
  });
  const port = await listen(server, options.host);
  return {
    port,
    async close() {
      closed = true;
      clearInterval(watch);
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.end();
      await ended;
      await running;
    },
  };
}

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function startUp(): Buffer {
  const words = Buffer.from(
    'user\0postgres\0database\0postgres\0client_encoding\0UTF8\0\0',
    'utf8',
  );
  const packet = Buffer.alloc(8 + words.length);
  packet.writeUInt32BE(packet.length, 0);
  packet.writeUInt32BE(196_608, 4);
  words.copy(packet, 8);
  return packet;
}

function query(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`, 'utf8');
  const message = Buffer.alloc(5 + text.length);
  message.write('Q', 0);
  message.writeUInt32BE(4 + text.length, 1);
  text.copy(message, 5);
  return message;
}
