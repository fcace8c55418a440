import type { Socket } from 'node:net';

/** Milliseconds that a client gets to read the last words after its server has gone. */
const lingering = 2_000;

export interface PairListener {
  /** @throws Error when the bytes are no protocol messages. */
  fromClient(chunk: Buffer): void;
  /** @throws Error when the bytes are no protocol messages. */
  fromServer(chunk: Buffer): void;
  /** A chunk has been read, or the server takes bytes again. */
  flow(): void;
  /** Called once. */
  clientGone(): void;
  /** Called once; the client is let go a moment after. */
  serverGone(): void;
  /** Something of the client's is still being worked on: the server stays open without it. */
  busy(): boolean;
}

/** The two sockets of a link: how one's end becomes the other's. */
export class SocketPair {
  readonly client: Socket;
  readonly server: Socket;
  #listener: PairListener | null = null;
  #clientEnded = false;
  #serverEnded = false;

  constructor(client: Socket, server: Socket) {
    this.client = client;
    this.server = server;
  }

  /** The client can still be answered. */
  get clientThere(): boolean {
    return !this.#clientEnded && !this.client.destroyed;
  }

  get clientEnded(): boolean {
    return this.#clientEnded;
  }

  /** Begins to read both. */
  listen(listener: PairListener): void {
    this.#listener = listener;
    const { client, server } = this;
    const guarded = (read: (chunk: Buffer) => void) => (chunk: Buffer) => {
      try {
        read(chunk);
        listener.flow();
      } catch {
        this.close();
      }
    };
    client.on(
      'data',
      guarded((chunk) => listener.fromClient(chunk)),
    );
    server.on(
      'data',
      guarded((chunk) => listener.fromServer(chunk)),
    );
    client.on('drain', () => server.resume());
    server.on('drain', () => listener.flow());
    client.on('error', () => client.destroy());
    server.on('error', () => server.destroy());
    client.on('end', () => this.#clientGone());
    client.on('close', () => {
      this.#clientGone();
      if (!listener.busy()) server.end();
      server.resume();
    });
    server.on('end', () => this.#serverGone());
    server.on('close', () => this.#serverGone());
    client.resume();
    server.resume();
  }

  toServer(bytes: Buffer): void {
    if (!this.server.writableEnded) this.server.write(bytes);
  }

  /** Reads the client, or keeps it waiting. */
  readClient(reads: boolean): void {
    if (!reads) this.client.pause();
    else if (this.client.isPaused()) this.client.resume();
  }

  end(): void {
    this.client.end();
    this.server.end();
  }

  close(): void {
    this.client.destroy();
    this.server.destroy();
  }

  #clientGone(): void {
    if (this.#clientEnded) return;
    this.#clientEnded = true;
    this.#listener?.clientGone();
    if (this.#listener?.busy() !== true) this.server.end();
  }

  #serverGone(): void {
    if (this.#serverEnded) return;
    this.#serverEnded = true;
    this.server.end();
    this.#listener?.serverGone();
    // Two turns for whoever waits to say its last words.
    setImmediate(() =>
      setImmediate(() => {
        this.client.end();
        this.client.resume();
        const timer = setTimeout(() => this.close(), lingering);
        timer.unref();
        this.client.once('close', () => clearTimeout(timer));
      }),
    );
  }
}
