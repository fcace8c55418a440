import type { Socket } from 'node:net';

const codes = { cancel: 80_877_102, ssl: 80_877_103, gss: 80_877_104 };
const [letterQ, letterS, letterX, letterZ] = [0x51, 0x53, 0x58, 0x5a];
const [idle, inTransaction, failed] = [0x49, 0x54, 0x45];
/** Query, Sync, Flush, and what a COPY sends: after these the server answers. */
const sent = new Set([letterQ, letterS, 0x48, 0x64, 0x63, 0x66]);

export interface ConnectionSink {
  /** Messages that are to be executed together. */
  onMessages(messages: Buffer): void;
  onGone(): void;
}

/** One client of a shared session: cuts what it sends into units, and knows how far its transaction is. */
export class Connection {
  readonly #socket: Socket;
  readonly #greeting: Buffer;
  readonly #sink: ConnectionSink;
  #started = false;
  #gone = false;
  #bytes = Buffer.alloc(0);
  #unit: Buffer[] = [];
  /** The status of the last ReadyForQuery; null while an answer is not complete. */
  #status: number | null = idle;

  constructor(socket: Socket, greeting: Buffer, sink: ConnectionSink) {
    this.#socket = socket;
    this.#greeting = greeting;
    this.#sink = sink;
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#gone = true;
      sink.onGone();
    });
  }

  get isGone(): boolean {
    return this.#gone;
  }

  /** It neither waits for the rest of an answer nor has a transaction open. */
  get isFree(): boolean {
    return this.#status === idle;
  }

  get isIdleInTransaction(): boolean {
    return this.#status === inTransaction;
  }

  get hasFailed(): boolean {
    return this.#guestFailed;
  }
  #guestFailed = false;

  /** The text of a unit that is one simple Query. */
  queryOf(messages: Buffer): string | null {
    return messages[0] === letterQ ? messages.toString('utf8', 5, messages.length - 1) : null;
  }

  /** The unit ends by itself and opens no transaction: it can be run inside somebody else's. */
  isWhole(messages: Buffer): boolean {
    const sql = this.queryOf(messages);
    if (sql !== null) return !/^\s*(begin|start|commit|end|rollback|abort|copy)\b/i.test(sql);
    return messages.length >= 5 && messages[messages.length - 5] === letterS;
  }

  /** @param answer whole messages; the client is told its own transaction status, not that of the session. */
  answer(answer: Buffer, guest = false): void {
    let status: number | null = null;
    for (let at = 0; at + 5 <= answer.length; at += 1 + answer.readUInt32BE(at + 1)) {
      if (answer[at] !== letterZ) continue;
      status = answer[at + 5] ?? null;
      if (guest) answer[at + 5] = idle;
    }
    this.#guestFailed = guest && status === failed;
    this.#status = guest ? idle : status;
    if (this.#socket.writable) this.#socket.write(answer);
  }

  end(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    while (this.#started ? this.#readMessage() : this.#readStart());
  }

  #readStart(): boolean {
    if (this.#bytes.length < 8) return false;
    const length = this.#bytes.readUInt32BE(0);
    if (length < 8 || length > 10_000) {
      this.#socket.destroy();
      return false;
    }
    if (this.#bytes.length < length) return false;
    const kind = this.#bytes.readUInt32BE(4);
    this.#bytes = this.#bytes.subarray(length);
    if (kind === codes.ssl || kind === codes.gss) this.#socket.write('N');
    // There is one backend and nothing to cancel in it.
    else if (kind === codes.cancel) this.#socket.end();
    else {
      this.#started = true;
      this.#socket.write(this.#greeting);
    }
    return true;
  }

  #readMessage(): boolean {
    if (this.#bytes.length < 5) return false;
    const length = 1 + this.#bytes.readUInt32BE(1);
    if (this.#bytes.length < length) return false;
    const message = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    const kind = message[0] ?? 0;
    if (kind === letterX) {
      this.#socket.end();
      return false;
    }
    this.#unit.push(message);
    if (sent.has(kind)) {
      const unit = Buffer.concat(this.#unit);
      this.#unit = [];
      this.#sink.onMessages(unit);
    }
    return true;
  }
}
