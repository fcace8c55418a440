import { createServer, type Socket } from 'node:net';
import { open } from '../postgres/connect.ts';
import type { Target } from '../postgres/target.ts';
import { sendCancel } from './cancel.ts';
import { code, errorResponse } from './messages.ts';
import { readOpening } from './startup.ts';

export interface ScratchDoor {
  /** The door, as a server that takes any name and password. */
  readonly target: Target;
  close(): Promise<void>;
}

/**
 * A server on the loopback address in front of one database: whoever comes, whatever database and user he asks for, is
 * let into this one. A command whose configuration names the real database is thereby led to the scratch one.
 */
export async function openScratchDoor(database: Target): Promise<ScratchDoor> {
  const sockets = new Set<Socket>();

  async function serve(socket: Socket): Promise<void> {
    const opening = await readOpening(socket, async () => null);
    if (opening === null) return void socket.destroy();
    if (opening.kind === 'cancel') {
      await sendCancel(database, opening.packet);
      return void socket.destroySoon();
    }
    const { stream, greeting } = await logIn(database).catch((error: Error) => {
      const message = `pgmend: the scratch database cannot be reached: ${error.message}`;
      socket.end(errorResponse({ severity: 'FATAL', sqlstate: '08001', message }));
      throw error;
    });
    sockets.add(stream);
    socket.write(greeting);
    socket.pipe(stream);
    stream.pipe(socket);
    for (const [one, other] of [
      [socket, stream],
      [stream, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    if (socket.destroyed) stream.destroy();
  }

  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    serve(socket).catch(() => socket.destroySoon());
  });
  const host = '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject).listen(0, host, () => resolve());
  });
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    target: { ...database, host, port, password: null, tls: null },
    async close() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

interface LoggedIn {
  readonly stream: Socket;
  /** What a server says to a client that it has let in. */
  readonly greeting: Buffer;
}

/** Logs in as the driver does, and takes the connection over from it. */
async function logIn(database: Target): Promise<LoggedIn> {
  const { client, settings } = await open(database);
  const taken = client as unknown as {
    readonly connection: { readonly stream: Socket };
    readonly processID: number;
    readonly secretKey: number;
  };
  const { stream } = taken.connection;
  stream.removeAllListeners('data');
  stream.removeAllListeners('end');
  stream.removeAllListeners('close');
  const key = Buffer.alloc(8);
  key.writeInt32BE(taken.processID, 0);
  key.writeInt32BE(taken.secretKey, 4);
  const greeting = Buffer.concat([
    message('R', Buffer.alloc(4)),
    ...settings.map(([name, value]) => message('S', Buffer.from(`${name}\0${value}\0`, 'utf8'))),
    message('K', key),
    message('Z', Buffer.from([code('I')])),
  ]);
  return { stream, greeting };
}

function message(kind: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, 0);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}
