import net from 'node:net';

/** A client that speaks the protocol by hand: what it sends and what it gets are bytes. */
export interface WireClient {
  /** Sends bytes and gives all that comes up to as many ReadyForQuery messages. */
  exchange(bytes: Buffer, ready?: number): Promise<Buffer>;
  /** Sends without waiting. */
  send(bytes: Buffer): void;
  /** Reads on until the bytes received since the last answer end in this message type; gives them. */
  until(type: string, count?: number): Promise<Buffer>;
  readonly key: Buffer;
  readonly socket: net.Socket;
  /** Bytes received so far. */
  received(): number;
  /** Copies the rows in, in chunks of CopyData frames, as fast as they are taken. */
  pour(chunks: Iterable<Buffer>): Promise<void>;
  end(): Promise<void>;
}

export interface WireTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

export function frame(type: string, body: Buffer | string = ''): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

export const query = (sql: string): Buffer => frame('Q', `${sql}\0`);

export const sync = frame('S');
export const flush = frame('H');
export const parse = (sql: string, name = ''): Buffer => frame('P', `${name}\0${sql}\0\0\0`);
export const bind = (name = '', portal = ''): Buffer =>
  frame('B', `${portal}\0${name}\0\0\0\0\0\0\0`);
export const describe = (portal = ''): Buffer => frame('D', `P${portal}\0`);
export const execute = (portal = ''): Buffer => frame('E', `${portal}\0\0\0\0\0`);

/** The messages of a stream of bytes. */
export function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}

/** The types of the messages, as one word: `CZ`. */
export function typesOf(bytes: Buffer): string {
  return framesOf(bytes)
    .map((one) => String.fromCharCode(one[0] ?? 0))
    .join('');
}

/** Connects without a password. */
export async function wireClient(target: WireTarget): Promise<WireClient> {
  const socket = net.connect({ host: target.host, port: target.port, noDelay: true });
  const waiting: Buffer[] = [];
  let total = 0;
  let wake: () => void = () => {};
  let closed: Error | null = null;
  socket.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    total += chunk.length;
    wake();
  });
  socket.on('error', (error) => {
    closed = error;
    wake();
  });
  socket.on('close', () => {
    closed ??= new Error('closed');
    wake();
  });

  /** Only the headers are looked at, and only once. */
  async function until(type: string, count = 1): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const wanted = type.charCodeAt(0);
    let left = count;
    let rest = Buffer.alloc(0);
    let skip = 0;
    for (;;) {
      for (const chunk of waiting.splice(0)) {
        chunks.push(chunk);
        let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
        rest = Buffer.alloc(0);
        let at = 0;
        while (at < bytes.length) {
          if (skip > 0) {
            const step = Math.min(skip, bytes.length - at);
            skip -= step;
            at += step;
            continue;
          }
          if (bytes.length - at < 5) {
            rest = Buffer.from(bytes.subarray(at));
            break;
          }
          if (bytes[at] === wanted) left -= 1;
          skip = bytes.readUInt32BE(at + 1) + 1;
        }
        bytes = rest;
      }
      if (left <= 0 && skip === 0 && rest.length === 0) return Buffer.concat(chunks);
      if (closed !== null) {
        throw Object.assign(new Error(`closed: ${closed.message}`), {
          bytes: Buffer.concat(chunks),
        });
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  const parameters = `user\0${target.user}\0database\0${target.database}\0\0`;
  const body = Buffer.concat([Buffer.from([0, 3, 0, 0]), Buffer.from(parameters)]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length + 4);
  socket.write(Buffer.concat([head, body]));
  const greeting = await until('Z');
  const key = framesOf(greeting).find((one) => one[0] === 0x4b) ?? Buffer.alloc(13);

  return {
    socket,
    key: key.subarray(5),
    received: () => total,
    send: (bytes) => {
      socket.write(bytes);
    },
    until,
    exchange(bytes, ready = 1) {
      socket.write(bytes);
      return until('Z', ready);
    },
    async pour(chunks) {
      for (const chunk of chunks) {
        if (!socket.write(chunk)) await new Promise<void>((next) => socket.once('drain', next));
      }
    },
    end: () =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve();
        socket.once('close', () => resolve());
        socket.end(frame('X'));
      }),
  };
}
